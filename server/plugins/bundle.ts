import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import accepts from '@fastify/accepts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

export interface BundleOptions {
  readonly distDir: string;
}

/** What of `dist` is for pages; the rest (types, the Node build, the manifest) is for packages. */
const ENTRIES = ['rtc-elements.js', 'rtc-elements.iife.js', 'core.js'];

/** `chunks/name-HASH.js`, all of them: another content has another name. */
const HASHED = /^chunks\/.+\.js(\.map)?$/;

/** Smallest first: browsers take both and say gzip first. */
const ENCODINGS = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const;

interface BundleFile {
  readonly plain: Representation;
  /** As the build compressed it, where it did, by name of the encoding. */
  readonly compressed: ReadonlyMap<string, Representation>;
}

interface Representation {
  readonly body: Buffer;
  /** Strong, so different for each encoding (RFC 9110 §8.8.3.3). */
  readonly etag: string;
}

/**
 * The bundles, at stable URLs that any page on the web may load. They are read once: a few hundred kilobytes, and what
 * is answered cannot change between a file's digest and its bytes.
 */
export const bundle = fp<BundleOptions>(
  async (fastify, { distDir }) => {
    if (!existsSync(distDir)) {
      fastify.log.warn('there is no build to serve');
      return;
    }
    if (!fastify.hasPlugin('@fastify/accepts')) await fastify.register(accepts);
    for (const path of await bundlePaths(distDir)) {
      const file = await readBundleFile(join(distDir, path));
      fastify.get(`/${path}`, (request, reply) => {
        void reply.headers({
          'content-type': path.endsWith('.map') ? 'application/json' : 'text/javascript; charset=utf-8',
          'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
          // Modules are fetched with CORS, classic scripts without; pages with COEP need the third.
          'access-control-allow-origin': '*',
          'cross-origin-resource-policy': 'cross-origin',
          'x-content-type-options': 'nosniff',
          vary: 'Accept-Encoding',
        });
        return answer(request, reply, file);
      });
    }
  },
  { fastify: '5.x', name: 'rtc-elements-bundle' },
);

function answer(request: FastifyRequest, reply: FastifyReply, { plain, compressed }: BundleFile) {
  // Plain is also for the few that refuse it (`identity;q=0`), as RFC 9110 §12.5.3 allows.
  const encoding = ENCODINGS.find(({ name }) => compressed.has(name) && request.encoding([name]) === name)?.name;
  const representation = (encoding && compressed.get(encoding)) ?? plain;
  if (encoding !== undefined) void reply.header('content-encoding', encoding);
  void reply.header('etag', representation.etag);
  if (isCurrent(request.headers['if-none-match'], representation.etag)) {
    return reply.removeHeader('content-type').removeHeader('content-encoding').code(304).send();
  }
  return reply.send(representation.body);
}

/** Weak comparison, as If-None-Match asks for (RFC 9110 §13.1.2): a proxy that recompresses weakens the tag. */
function isCurrent(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

async function bundlePaths(distDir: string): Promise<string[]> {
  const chunkDir = join(distDir, 'chunks');
  const chunks = existsSync(chunkDir) ? await readdir(chunkDir) : [];
  const scripts = chunks.filter((name) => /\.js(\.map)?$/.test(name)).map((name) => `chunks/${name}`);
  const entries = ENTRIES.flatMap((name) => [name, `${name}.map`]).filter((name) => existsSync(join(distDir, name)));
  return [...entries, ...scripts];
}

async function readBundleFile(file: string): Promise<BundleFile> {
  const body = await readFile(file);
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, DIGEST_CHARACTERS);
  const compressed = new Map<string, Representation>();
  for (const { name, extension } of ENCODINGS) {
    if (!existsSync(file + extension)) continue;
    compressed.set(name, { body: await readFile(file + extension), etag: `"${digest}-${name}"` });
  }
  return { plain: { body, etag: `"${digest}"` }, compressed };
}

/** 162 bits: no two files a project ever builds share them. */
const DIGEST_CHARACTERS = 27;
