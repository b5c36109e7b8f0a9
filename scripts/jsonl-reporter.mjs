// A reporter for `node --test`: one line a test, see results.mjs. Suites and files are not tests.
import { resultLine } from './results.mjs';

export default async function* jsonlReporter(events) {
  const path = [];
  for await (const { type, data: event } of events) {
    if (type === 'test:start') path[event.nesting] = event.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (isContainer(event) && !failedByItself(type, event)) continue;
    const name = [...path.slice(0, event.nesting), event.name].join(' ');
    const problem = type === 'test:fail' ? problemOf(event) : undefined;
    yield resultLine({ file: event.file ?? event.name, name, outcome: outcomeOf(type, event), problem });
  }
}

/** Suites, and the entry the runner makes for a file that registered no test (because it could not be loaded, say). */
function isContainer({ details, nesting, name, file }) {
  return details?.type === 'suite' || (nesting === 0 && name === file);
}

/** A container counts when it failed without a failing test inside: a hook that threw, a module that did not load. */
function failedByItself(type, { details }) {
  return type === 'test:fail' && details?.error?.failureType !== 'subtestsFailed';
}

/** The runner wraps what was thrown; a cause may be anything. */
function problemOf({ details }) {
  const thrown = details?.error?.cause ?? details?.error;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown && String(thrown);
}

function outcomeOf(type, { skip, todo }) {
  if ((skip ?? false) !== false || (todo ?? false) !== false) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}
