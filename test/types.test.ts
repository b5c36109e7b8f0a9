import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A page's own code, as somebody with the package installed writes it. */
const SOURCE = `
  import 'rtc-elements';
  import { RoomController, RtcError } from 'rtc-elements/core';
  const controller = new RoomController({ options: { name: 'standup' } });
  controller.on('rtc-joined', ({ detail }) => detail.opened satisfies boolean);
  const room = document.querySelector('rtc-room')!;
  room.addEventListener('rtc-stream-added', (event) => event.stream satisfies MediaStream | undefined);
  room.join().catch((error: unknown) => error instanceof RtcError && error.code === 'room/full');
  // @ts-expect-error -- a word that is no option
  new RoomController({ options: { nmae: 'standup' } });
`;

test('the types of the package fit a page that uses elements and controller', { timeout: 60_000 }, () => {
  // Inside the package, which may import itself by name; the file exists for the compiler only.
  const page = fileURLToPath(new URL('../../page.ts', import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    // The browser's own types were checked by those who made them.
    skipDefaultLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === page || fileExists(name);
  host.getSourceFile = (name, version, ...rest) =>
    name === page ? ts.createSourceFile(name, SOURCE, version) : getSourceFile(name, version, ...rest);
  const found = ts.getPreEmitDiagnostics(ts.createProgram([page], options, host));
  assert.equal(ts.formatDiagnostics(found, host), '');
});
