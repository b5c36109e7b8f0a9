// build/ → dist/: runs rollup.config.mjs, copies the types, writes compressed copies and manifest.json.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import configs from '../rollup.config.mjs';
import { filesBelow } from './files.mjs';
import { root } from './root.mjs';

const gzip = (bytes) => gzipSync(bytes, { level: 9 });

/** Maps are fetched by whoever looks for a fault: the last tenth off them would take a fifth of the whole build. */
const brotli = (file, bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      [constants.BROTLI_PARAM_QUALITY]: file.endsWith('.map') ? 9 : constants.BROTLI_MAX_QUALITY,
    },
  });

/**
 * Bundles one configuration and resolves with its entry points as rows for the manifest: `static` lists the files a page
 * fetches at once, `dynamic` those it may fetch later, `bytes` and `gzip` are the sums over `static`.
 */
async function bundleEntries(config) {
  const bundle = await rollup({ ...config, onwarn: failOnWarning });
  const { output } = await bundle.write(config.output);
  await bundle.close();
  const chunks = new Map(output.filter((file) => file.type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  return [...chunks.values()].filter((chunk) => chunk.isEntry).map((entry) => row(entry, chunks));
}

function row(entry, chunks) {
  const first = staticGraph([entry.fileName], chunks);
  const later = staticGraph([...chunks.keys()], chunks).filter((file) => !first.includes(file));
  const sizes = (files) => files.map((file) => ({ file, ...sizeOf(chunks.get(file).code) }));
  const total = (key) => sizes(first).reduce((sum, size) => sum + size[key], 0);
  return [entry.fileName, { static: sizes(first), dynamic: sizes(later), bytes: total('bytes'), gzip: total('gzip') }];
}

function staticGraph(entries, chunks) {
  const seen = new Set();
  const queue = [...entries];
  for (const file of queue) {
    if (seen.has(file) || !chunks.has(file)) continue;
    seen.add(file);
    queue.push(...chunks.get(file).imports);
  }
  return [...seen];
}

function sizeOf(code) {
  const bytes = Buffer.from(code);
  return { bytes: bytes.length, gzip: gzip(bytes).length };
}

/** A warning of rollup's is a fault in a bundle nobody looks at: a missing export, an unresolved package. */
function failOnWarning(warning) {
  // Cycles inside packages are theirs to mend.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) return;
  throw new Error(`rollup: ${warning.message}`);
}

function copyTypes() {
  const types = ['elements', 'src']
    .flatMap((folder) => filesBelow(`build/${folder}`))
    .filter((file) => {
      return file.endsWith('.d.ts') && !/\.(test|contract)\.|\/testing\//.test(file);
    });
  for (const file of types) {
    const copy = join(root, file.replace(/^build\//, 'dist/types/'));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(root, file), copy);
  }
}

function writeCompressedCopies() {
  const served = filesBelow('dist').filter((file) => /\.(js|map)$/.test(file) && !/^dist\/(node|types)\//.test(file));
  for (const file of served) {
    const bytes = readFileSync(join(root, file));
    writeFileSync(join(root, `${file}.gz`), gzip(bytes));
    writeFileSync(join(root, `${file}.br`), brotli(file, bytes));
  }
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
const entries = [];
for (const config of configs) {
  const folder = config.output.dir ?? dirname(config.output.file);
  for (const [file, sizes] of await bundleEntries(config)) entries.push([`${folder}/${file}`, sizes]);
}
copyTypes();
writeCompressedCopies();
const manifest = { about: 'sizes in bytes, minified; gzip level 9', entries: Object.fromEntries(entries) };
writeFileSync(join(root, 'dist/manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
