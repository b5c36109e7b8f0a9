import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { RtcError } from '../../src/protocol/index.js';

/** A folder that is this process's own for as long as it is open. */
export interface StateFolder {
  /** Where the database is, or is going to be. */
  readonly database: string;
  release(): Promise<void>;
}

const HolderSchema = v.object({
  pid: v.number(),
  /** Tells a process from a later one of the same number; null where the system does not say. */
  started: v.nullable(v.string()),
});
type Holder = v.InferOutput<typeof HolderSchema>;

const PROBE_TIMEOUT_MS = 60_000;

/**
 * Makes `folder` where it is missing and takes it for this process. Rejects with `room/unavailable` and words for the
 * operator when it cannot be written, another living process has it, or what is in it cannot be read.
 */
export async function openStateFolder(folder: string): Promise<StateFolder> {
  const lock = join(folder, 'lock');
  const database = join(folder, 'rooms.mdb');
  try {
    // Secrets and people's names: nobody else's to read.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await take(lock, folder);
  } catch (error) {
    if (error instanceof RtcError) throw error;
    throw new RtcError('room/unavailable', `The state folder ${folder} cannot be written.`, { cause: error });
  }
  try {
    await probe(database);
  } catch (error) {
    await rm(lock, { force: true });
    throw new RtcError('room/unavailable', `What is in ${database} cannot be read. Move it away to start anew.`, {
      cause: error,
    });
  }
  return { database, release: () => rm(lock, { force: true }) };
}

/** Taking over a lock that was left behind takes milliseconds; a process killed in the middle of that leaves this behind. */
const TAKEOVER_MS = 10_000;

/** A lock is there with what it says or not at all, since another service may start at the same moment. */
async function take(lock: string, folder: string): Promise<void> {
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid) };
  const written = `${lock}.${randomUUID()}`;
  await writeFile(written, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
  try {
    while (!(await isDone(link(written, lock), 'EEXIST'))) {
      if (await isLeftBehind(lock, folder)) await removeLeftBehind(lock, folder);
    }
  } finally {
    await rm(written, { force: true });
  }
}

/** One process at a time, and it looks again: the one before it may have put its own lock there just now. */
async function removeLeftBehind(lock: string, folder: string): Promise<void> {
  const takeover = `${lock}.takeover`;
  if (await isDone(mkdir(takeover), 'EEXIST')) {
    try {
      if (await isLeftBehind(lock, folder)) await rm(lock, { force: true });
    } finally {
      await rmdir(takeover);
    }
    return;
  }
  const isFresh = await stat(takeover).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < TAKEOVER_MS,
    // Done with meanwhile.
    () => false,
  );
  if (isFresh) {
    throw new RtcError('room/unavailable', `The state folder ${folder} is being taken by another process.`);
  }
  await isDone(rmdir(takeover), 'ENOENT');
}

/** Rejects with `room/unavailable` when a living process holds it. */
async function isLeftBehind(lock: string, folder: string): Promise<boolean> {
  const holder = await read(lock);
  if (holder === 'gone') return false;
  if (holder === 'unreadable' || !(await isAlive(holder))) return true;
  throw new RtcError('room/unavailable', `The state folder ${folder} is in use by process ${holder.pid}.`);
}

/** False when it failed with `code`; rejects with any other failure. */
async function isDone(change: Promise<void>, code: string): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false;
    throw error;
  }
}

async function read(lock: string): Promise<Holder | 'gone' | 'unreadable'> {
  let text: string;
  try {
    text = await readFile(lock, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'gone';
    throw error;
  }
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), HolderSchema), text);
  return success ? output : 'unreadable';
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, and it is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return started === (await startOf(pid));
}

/** Field 22 of Linux's /proc/PID/stat (proc(5)); field 2, in brackets, may hold anything. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // Not Linux, or the process is gone.
    return null;
  }
}

/**
 * Reads all of the database in a process of its own first: lmdb takes its process down (SIGSEGV, SIGBUS) when it opens a
 * file that is damaged or none of its own.
 */
async function probe(database: string): Promise<void> {
  const size = await stat(database).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return;
  const script = fileURLToPath(new URL('embedded-probe.js', import.meta.url));
  await promisify(execFile)(process.execPath, [script, database], { timeout: PROBE_TIMEOUT_MS });
}
