import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { importsOf } from './imports.js';
import { layerFiles, violationsIn } from './violations.js';

// Compiled into build/test/layers, so the project is three folders up.
const project = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = fileURLToPath(new URL('../../../test/layers/fixture/', import.meta.url));

describe('layers', () => {
  it('are respected by every import', () => {
    assert.ok(layerFiles(project).length > 10, 'the sources were found');
    assert.deepEqual(violationsIn(project), []);
  });

  it('are violated by every line of the fixture that says so, and by no other', () => {
    const found = violationsIn(fixture).map(({ at, reason }) => `${at} ${reason}`);
    assert.deepEqual(found, expectedInFixture());
  });

  it('see every way of naming a module', () => {
    const text = `
      import './effect.js';
      import whole, { a, type B } from './static.js';
      import type { C } from './type.js';
      import * as all from './namespace.js';
      export { d } from './re-export.js';
      export * from './star.js';
      const late = () => import('./dynamic.js');
      type E = import('./import-type.js').E;
      const computed = (name: string) => import(name);`;
    const seen = importsOf('x.ts', text).map(({ specifier, values }) => [specifier, values.join()]);
    assert.deepEqual(seen, [
      ['./effect.js', ''],
      ['./static.js', 'default,a'],
      ['./type.js', ''],
      ['./namespace.js', '*'],
      ['./re-export.js', 'd'],
      ['./star.js', '*'],
      ['./dynamic.js', '*'],
      ['./import-type.js', ''],
      [undefined, '*'],
    ]);
  });
});

/** One line a forbidden import of the fixture, in the order of the files. */
function expectedInFixture(): readonly string[] {
  return [
    'bench/join.mjs:3 bench may not import src/index.ts',
    'demo/page.html:5 demo may not import elements/define.ts',
    'demo/page.html:6 demo may not import lit',
    'elements/rtc-chat.ts:2 elements/rtc-chat.ts may use RoomController as a type only',
    'elements/rtc-chat.ts:3 elements may not import src/data/chat.ts',
    'elements/rtc-chat.ts:4 elements may not import server/app.ts',
    'server/app.ts:3 server may not import src/base/queue.ts',
    'server/app.ts:4 server may not import elements/define.ts',
    'server/app.ts:5 server may not import socket.io-client',
    'src/base/queue.ts:2 src/base may not import src/peer/peer.ts',
    'src/base/queue.ts:3 src/base may not import valibot',
    'src/compat/connection.ts:2 src/compat may not import src/peer/peer.ts',
    'src/compat/connection.ts:3 src/compat may not import src/protocol/limits.ts',
    'src/data/chat.ts:2 src/data may not import src/peer/peer.ts',
    'src/index.ts:2 src/index.ts may not import elements/define.ts',
    'src/media/capture.ts:1 src/media may not import src/data/chat.ts',
    'src/peer/peer.ts:2 src/peer may not import src/signaling/client.ts',
    'src/peer/peer.ts:3 src/peer may not import src/index.ts',
    'src/peer/peer.ts:4 a test is not for product code',
    'src/peer/peer.ts:5 a computed import cannot be checked or bundled',
    'src/protocol/limits.ts:2 src/protocol may not import src/base/queue.ts',
    'src/protocol/limits.ts:3 src/protocol may not import node:fs',
    'src/recording/recorder.ts:1 src/recording may not import src/media/capture.ts',
    'src/room/controller.ts:2 src/room may not import elements/define.ts',
    'src/room/controller.ts:3 src/room may not import lit',
    'src/signaling/client.ts:2 src/signaling may not import src/media/capture.ts',
    'src/topology/mesh.ts:2 src/topology may not import src/signaling/client.ts',
    'src/topology/mesh.ts:3 src/topology may not import src/media/capture.ts',
    'src/util/strings.ts:1 src/util/strings.ts is in no layer',
  ];
}
