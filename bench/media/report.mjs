import { median, rounded } from '../join/statistics.mjs';
import { CALL_AIMS, FIRST_FRAME_AIM } from './calls.mjs';

/** Everything measured as figures: medians over the rounds, and our part of what it is compared with. */
export function reportOf({ frameMs, calls }) {
  const figures = Object.fromEntries([...calls].map(([id, rounds]) => [id, figuresOf(rounds)]));
  const first = Object.fromEntries(
    Object.entries(frameMs).map(([name, times]) => [
      name,
      { medianMs: rounded(median(times)), frameMs: times.map((ms) => rounded(ms)) },
    ]),
  );
  const verdicts = CALL_AIMS.map(({ what, call, to, aim }) =>
    verdict(`cores: ${what}`, figures[call].cores / figures[to].cores, aim),
  );
  const ratio = median(frameMs.ours) / median(frameMs.ancestor);
  return {
    firstFrame: first,
    calls: figures,
    verdicts: [verdict('join → first remote frame', ratio, FIRST_FRAME_AIM), ...verdicts],
  };
}

function figuresOf(rounds) {
  const middle = (value) => median(rounds.map(value));
  const types = [...new Set(rounds.flatMap(({ byProcess }) => Object.keys(byProcess)))];
  return {
    cores: rounded(
      middle(({ cores }) => cores),
      3,
    ),
    rounds: rounds.map(({ cores }) => rounded(cores, 3)),
    byProcess: Object.fromEntries(
      types.map((type) => [
        type,
        rounded(
          middle(({ byProcess }) => byProcess[type] ?? 0),
          3,
        ),
      ]),
    ),
    delivered: Object.fromEntries(
      ['pictures', 'framesPerSecond', 'kbps', 'height'].map((name) => [
        name,
        rounded(
          middle(({ delivered }) => delivered[name]),
          1,
        ),
      ]),
    ),
  };
}

function verdict(what, ratio, aim) {
  return { what, ratio: rounded(ratio, 2), aim, met: ratio <= aim };
}

/** For a terminal. */
export function printReport({ firstFrame, calls, verdicts }) {
  console.table(firstFrame);
  console.table(
    Object.fromEntries(
      Object.entries(calls).map(([id, { cores, byProcess, delivered }]) => [id, { cores, ...byProcess, ...delivered }]),
    ),
  );
  console.table(verdicts);
}
