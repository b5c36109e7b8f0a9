import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';

export interface DemoOptions {
  readonly demoDir: string;
}

/**
 * As strict as a page with calls on it can be, so that the demo shows what the elements need of a page and no more:
 * sockets, recorded or received media, pictures made on the spot, and Lit's own Trusted Types policy beside ours.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "media-src 'self' blob:",
  "img-src 'self' blob: data:",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html rtc-elements 'allow-duplicates'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)',
  'x-content-type-options': 'nosniff',
  // An invite link's address names the room; other sites need not know it.
  'referrer-policy': 'same-origin',
};

/** The demo pages at `/`. Without fastify-plugin on purpose: its headers are for these pages, not for the host's routes. */
export const demo: FastifyPluginAsync<DemoOptions> = async (fastify, { demoDir }) => {
  if (!existsSync(demoDir)) return;
  await fastify.register(fastifyStatic, {
    root: demoDir,
    dotfiles: 'ignore',
    list: false,
    setHeaders: (response) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    },
  });
};
