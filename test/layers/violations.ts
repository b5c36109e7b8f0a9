import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { importsOf } from './imports.js';
import { forbidden, TEST_CODE } from './layer-rules.js';

export interface Violation {
  /** Path from the folder that was read, with the line: `src/base/x.ts:3`. */
  readonly at: string;
  readonly reason: string;
}

const FOLDERS = ['src', 'elements', 'server', 'demo', 'bench'];
const SOURCES = /\.(ts|mts|js|mjs|html|php)$/;

/** All sources of the layers below `folder`, as paths from it. */
export function layerFiles(folder: string): readonly string[] {
  const folders = FOLDERS.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const files = folders.flatMap((path) => readdirSync(path, { withFileTypes: true, recursive: true }));
  return files
    .filter((entry) => entry.isFile() && SOURCES.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((file) => !TEST_CODE.test(file))
    .sort();
}

/** Every import below `folder` that the layers forbid. */
export function violationsIn(folder: string): readonly Violation[] {
  return layerFiles(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return importsOf(`${file}.ts`, /\.(html|php)$/.test(file) ? scriptsOf(text) : text).flatMap((use) => {
      const reason = forbidden(file, use);
      return reason === undefined ? [] : [{ at: `${file}:${use.line}`, reason }];
    });
  });
}

/** A page's inline scripts, with everything else blanked so that lines keep their numbers. */
function scriptsOf(page: string): string {
  let scripts = '';
  let end = 0;
  for (const match of page.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1;
    scripts += blank(page.slice(end, start)) + (match[1] ?? '');
    end = start + (match[1] ?? '').length;
  }
  return scripts;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
