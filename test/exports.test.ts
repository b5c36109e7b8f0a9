import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

// Compiled into build/test, so the project is two folders up.
const project = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a module in a Node of its own, where nothing is set up and nothing is imported yet; returns what it printed. */
function inPlainNode(code: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

interface PackageJson {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

describe('package exports', () => {
  for (const name of ['rtc-elements', 'rtc-elements/core', 'rtc-elements/iife', 'rtc-elements/server']) {
    it(`${name} is imported in plain Node without throwing`, () => {
      inPlainNode(`await import('${name}')`);
    });

    it(`${name} may be imported twice`, () => {
      inPlainNode(`
        const url = import.meta.resolve('${name}');
        await import(url);
        await import(url + '?again');`);
    });
  }

  it('name the controller and the service', () => {
    assert.equal(inPlainNode(`console.log(typeof (await import('rtc-elements/core')).RoomController)`), 'function');
    assert.equal(inPlainNode(`console.log(typeof (await import('rtc-elements/server')).buildApp)`), 'function');
  });

  it('lead to files that are there, under every condition', () => {
    const { exports } = JSON.parse(readFileSync(`${project}package.json`, 'utf8')) as PackageJson;
    const files = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    assert.deepEqual(
      files.filter((file) => !existsSync(project + file)),
      [],
    );
  });
});
