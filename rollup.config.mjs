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

/** The service speaks WebSocket only: socket.io's polling and WebTransport would be dead weight (1.4 KB gzipped). */
const onlyWebSocket = {
  name: 'only-websocket',
  load(id) {
    if (!id.replaceAll(sep, '/').endsWith('engine.io-client/build/esm/transports/index.js')) return null;
    return `import { WS } from './websocket.js'; export const transports = { websocket: WS };`;
  },
};

/** Whether an import names a package rather than a file. */
const isPackage = (id) => /^[@\w]/.test(id);

// `browser: true` matters: without it socket.io-client brings its Node transports along. Lit's production build is what
// it exports by default.
const forBrowsers = () => [
  nodeResolve({ browser: true, exportConditions: ['production'] }),
  onlyWebSocket,
  compiledMaps,
  // Lit's `html` and `css`, which terser takes for strings. Slashes stay: a `<rect>` without its own swallows what follows.
  minifyTemplateLiterals({
    include: 'build/elements/**',
    options: { minifyOptions: { keepClosingSlash: true } },
  }),
];

const moduleOutput = {
  format: 'es',
  sourcemap: true,
  plugins: [terser({ module: true })],
  chunkFileNames: 'chunks/[name]-[hash].js',
};

export default [
  {
    // Every tag in one request: what dynamic chunks share with the entry stays in the entry ('allow-extension').
    input: { 'rtc-elements': ALL_TAGS },
    preserveEntrySignatures: 'allow-extension',
    plugins: forBrowsers(),
    output: { ...moduleOutput, dir: 'dist' },
  },
  {
    // On its own rather than sharing chunks with the tags: a page loads one of the two, in one request.
    input: { core: CONTROLLER },
    preserveEntrySignatures: 'allow-extension',
    plugins: forBrowsers(),
    output: { ...moduleOutput, dir: 'dist' },
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
    plugins: [compiledMaps],
    output: { format: 'es', sourcemap: true, dir: 'dist/node', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  {
    // Never served: what the controller weighs without its socket, for the size budget.
    input: { 'core-without-socket': CONTROLLER },
    preserveEntrySignatures: 'allow-extension',
    external: (id) => id === 'socket.io-client',
    plugins: forBrowsers(),
    output: { ...moduleOutput, sourcemap: false, dir: 'build/size' },
  },
];
