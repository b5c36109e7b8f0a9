import { existsSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

const ALL_TAGS = 'build/elements/define.js';
const CONTROLLER = 'build/src/index.js';

/** Carries tsc's source maps on, so that a stack trace in dist/ leads to the TypeScript. */
const compiledMaps = {
  name: 'compiled-maps',
  load(id) {
    if (!id.includes(`${sep}build${sep}`) || !existsSync(`${id}.map`)) return null;
    return { code: readFileSync(id, 'utf8'), map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) };
  },
};

const DECORATE = '\0decorate';
const DECORATE_HELPER = /^var __decorate = \(this && this\.__decorate\) \|\| (function [^]*?\n\};\n)/;

/** tsc writes its helper for decorators into every file that has some; one copy is enough (0.2 KB gzipped). */
const oneDecorateHelper = () => {
  let helper = '';
  return {
    name: 'one-decorate-helper',
    transform(code) {
      if (!code.startsWith('var __decorate')) return null;
      // On as many lines as before, so that the source map holds.
      const shared = code.replace(DECORATE_HELPER, (whole, body) => {
        helper = body;
        return `import { __decorate } from '${DECORATE}';${whole.replace(/[^\n]/g, '')}`;
      });
      if (shared === code) this.error('tsc writes another helper for decorators by now');
      return { code: shared, map: null };
    },
    resolveId: (id) => (id === DECORATE ? id : null),
    load: (id) => (id === DECORATE ? `export const __decorate = ${helper}` : null),
  };
};

/** Where the transports of socket.io are. */
const TRANSPORTS = 'engine.io-client/build/esm/transports/';

/**
 * The service speaks WebSocket only: socket.io's polling and WebTransport would be dead weight (1.4 KB gzipped). The module of polling
 * looks for an old browser's `attachEvent` when it is loaded, and would stay for that alone (0.8 KB).
 */
const onlyWebSocket = {
  name: 'only-websocket',
  load(id) {
    if (!id.replaceAll(sep, '/').endsWith(`${TRANSPORTS}index.js`)) return null;
    return `import { WS } from './websocket.js'; export const transports = { websocket: WS };`;
  },
  transform: (_, id) =>
    id.replaceAll(sep, '/').includes(`${TRANSPORTS}polling`) ? { moduleSideEffects: false } : null,
};

/** Whether an import names a package rather than a file. */
const isPackage = (id) => /^[@\w]/.test(id);

// `browser: true` matters: without it socket.io-client brings its Node transports along. Lit's production build is what
// it exports by default.
const forBrowsers = () => [
  nodeResolve({ browser: true, exportConditions: ['production'] }),
  onlyWebSocket,
  compiledMaps,
  oneDecorateHelper(),
  // Lit's `html` and `css`, which terser takes for strings. Slashes stay: a `<rect>` without its own swallows what follows.
  minifyTemplateLiterals({
    include: 'build/elements/**',
    options: { minifyOptions: { keepClosingSlash: true } },
  }),
];

/**
 * What is fetched together, whoever shares which part of it: a dynamic import costs the page 2–8 ms of its own time, and every
 * file behind it a request (Chromium, in the middle of a join; seven files were fetched there). By the name of the chunk, what leads to it.
 */
const TOGETHER = {
  visit: [
    'src/room/room-session.js',
    'src/signaling/socket-io-room-channel.js',
    // Within the entry's reach, but shaken out of it.
    'src/protocol/peer-message.js',
    'src/protocol/peer-signal.js',
    'src/base/random-id.js',
    'src/base/coalesce.js',
  ],
  capture: ['src/media/local-media.js'],
};

/** Those above with all they need, but for what the entry carries or an earlier one. */
function together() {
  let chunkOf;
  return (id, { getModuleIds, getModuleInfo }) => {
    if (chunkOf === undefined) {
      const all = [...getModuleIds()];
      const needs = (ids) => {
        const reached = new Set(ids);
        for (const one of reached) for (const other of getModuleInfo(one)?.importedIds ?? []) reached.add(other);
        return reached;
      };
      chunkOf = new Map([...needs(all.filter((one) => getModuleInfo(one)?.isEntry))].map((one) => [one, undefined]));
      for (const [chunk, roots] of Object.entries(TOGETHER)) {
        const ids = roots.map((root) => all.find((one) => one.replaceAll(sep, '/').endsWith(`/build/${root}`)));
        for (const one of needs(ids)) if (!chunkOf.has(one)) chunkOf.set(one, chunk);
        for (const one of ids) chunkOf.set(one, chunk);
      }
    }
    return chunkOf.get(id);
  };
}

const moduleOutput = () => ({
  format: 'es',
  manualChunks: together(),
  onlyExplicitManualChunks: true,
  sourcemap: true,
  plugins: [terser({ module: true })],
  chunkFileNames: 'chunks/[name]-[hash].js',
});

export default [
  {
    // Every tag in one request: what dynamic chunks share with the entry stays in the entry ('allow-extension').
    input: { 'rtc-elements': ALL_TAGS },
    preserveEntrySignatures: 'allow-extension',
    plugins: forBrowsers(),
    output: { ...moduleOutput(), dir: 'dist' },
  },
  {
    // On its own rather than sharing chunks with the tags: a page loads one of the two, in one request.
    input: { core: CONTROLLER },
    preserveEntrySignatures: 'allow-extension',
    plugins: forBrowsers(),
    output: { ...moduleOutput(), dir: 'dist' },
  },
  {
    // The classic script carries everything.
    input: ALL_TAGS,
    plugins: forBrowsers(),
    output: {
      file: 'dist/rtc-elements.iife.js',
      format: 'iife',
      name: 'RtcElements',
      inlineDynamicImports: true,
      sourcemap: true,
      plugins: [terser()],
    },
  },
  {
    // For `import 'rtc-elements'` in Node (server rendering, tests): packages stay imports, so that Lit comes in its own
    // Node build, which brings the `HTMLElement` that Node lacks.
    input: { 'rtc-elements': ALL_TAGS },
    preserveEntrySignatures: 'allow-extension',
    external: isPackage,
    plugins: [compiledMaps, oneDecorateHelper()],
    output: { format: 'es', sourcemap: true, dir: 'dist/node', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  {
    // Never served: what the controller weighs without its socket, for the size budget.
    input: { 'core-without-socket': CONTROLLER },
    preserveEntrySignatures: 'allow-extension',
    external: (id) => id === 'socket.io-client',
    plugins: forBrowsers(),
    output: { ...moduleOutput(), sourcemap: false, dir: 'build/size' },
  },
];
