import { posix } from 'node:path';
import type { ImportUse } from './imports.js';

/** Tests, contract suites and what only they use: they wire parts of several layers together and have no layer. */
export const TEST_CODE = /\.(test|contract)\.ts$|(^|\/)testing\//;

interface Layer {
  /** Folder or file this row is about; the longest that matches a file is the file's layer. */
  readonly path: string;
  /** Folders and files of the project it may import, besides itself. */
  readonly project: readonly string[];
  /** Packages it may import, with their subpaths; `node:` stands for all of Node, `*` for any package. */
  readonly packages: readonly string[];
}

// `valibot` goes wherever the schemas of the protocol are applied: parsing is a function of its own there.
const BELOW_ROOM = ['src/base', 'src/protocol'];
const ROOM_AND_BELOW = [
  ...BELOW_ROOM,
  ...['src/signaling', 'src/peer', 'src/media', 'src/data', 'src/topology', 'src/room'],
];
const PUBLIC = ['rtc-elements'];

/** Who may import whom: what a row does not name is forbidden. */
const LAYERS: readonly Layer[] = [
  { path: 'src/protocol', project: [], packages: ['valibot'] },
  { path: 'src/base', project: ['src/protocol'], packages: [] },
  { path: 'src/signaling', project: BELOW_ROOM, packages: ['valibot', 'socket.io-client'] },
  { path: 'src/peer', project: BELOW_ROOM, packages: ['valibot'] },
  { path: 'src/media', project: BELOW_ROOM, packages: ['valibot'] },
  { path: 'src/data', project: BELOW_ROOM, packages: ['valibot'] },
  { path: 'src/topology', project: [...BELOW_ROOM, 'src/peer', 'src/data'], packages: ['valibot'] },
  { path: 'src/room', project: ROOM_AND_BELOW, packages: ['valibot'] },
  { path: 'src/recording', project: ['src/base', 'src/room'], packages: [] },
  { path: 'src/compat', project: ['src/base', 'src/room'], packages: [] },
  { path: 'src/index.ts', project: [...ROOM_AND_BELOW, 'src/recording'], packages: [] },
  { path: 'elements', project: ['src/index.ts'], packages: ['lit', '@lit/context'] },
  {
    path: 'server',
    project: ['src/protocol'],
    packages: [
      ...['node:', 'valibot', 'fastify', 'fastify-plugin', '@fastify', 'close-with-grace'],
      ...['socket.io', '@socket.io/redis-streams-adapter', 'redis', 'lmdb'],
    ],
  },
  { path: 'demo', project: [], packages: PUBLIC },
  // Benchmarks drive browsers and competitors; of the project they may use the way to find a browser.
  { path: 'bench', project: ['scripts'], packages: ['*', 'node:', ...PUBLIC] },
];

/** Elements that construct a controller; all others get theirs from the binding. */
const CONSTRUCTING = ['elements/rtc-room', 'elements/rtc-lobby', 'elements/define.ts'];
const CONSTRUCTED = ['RoomController', '*'];

/** Served by the service: what a page of the demo names instead of the package. */
const SERVED = /^\/(rtc-elements|core)\.js$/;

/**
 * What is forbidden about one import of `file` (path from the project's folder), or undefined when nothing is.
 */
export function forbidden(file: string, { specifier, values }: ImportUse): string | undefined {
  const layer = layerOf(file);
  if (layer === undefined) return `${file} is in no layer`;
  if (specifier === undefined) return 'a computed import cannot be checked or bundled';
  if (layer.path === 'demo' && SERVED.test(specifier)) return undefined;
  if (!specifier.startsWith('.')) return forbiddenPackage(layer, specifier);
  const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  if (TEST_CODE.test(target) || within(target, 'test')) return 'a test is not for product code';
  if (![layer.path, ...layer.project].some((path) => within(target, path) && layerFits(path, target))) {
    return `${layer.path} may not import ${target}`;
  }
  return forbiddenConstruction(file, target, values);
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.filter(({ path }) => within(file, path)).sort((a, b) => b.path.length - a.path.length)[0];
}

function within(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}

/** A folder's permission does not reach a deeper layer inside it. */
function layerFits(path: string, target: string): boolean {
  return (layerOf(target)?.path ?? path) === path;
}

function forbiddenPackage({ path, packages }: Layer, specifier: string): string | undefined {
  const allowed = packages.some((name) => {
    if (name === 'node:') return specifier.startsWith(name);
    if (name === '*') return !specifier.startsWith('node:') && !specifier.startsWith('/');
    return within(specifier, name);
  });
  return allowed ? undefined : `${path} may not import ${specifier}`;
}

function forbiddenConstruction(file: string, target: string, values: readonly string[]): string | undefined {
  if (target !== 'src/index.ts' || !within(file, 'elements')) return undefined;
  if (CONSTRUCTING.some((path) => file.startsWith(path))) return undefined;
  const constructed = values.filter((name) => CONSTRUCTED.includes(name));
  return constructed.length === 0 ? undefined : `${file} may use RoomController as a type only`;
}
