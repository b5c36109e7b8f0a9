import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RtcError } from '../../src/protocol/index.js';

/** A folder that is this process's own for as long as it is open. */
export interface StateFolder {
  /** Where the database is, or is going to be. */
  readonly database: string;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** Tells a process from a later one of the same number; null where the system does not say. */
  readonly started: string | null;
}

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

async function take(lock: string, folder: string): Promise<void> {
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid) };
  for (;;) {
    try {
      await writeFile(lock, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await read(lock);
    if (holder !== undefined && (await isAlive(holder))) {
      throw new RtcError('room/unavailable', `The state folder ${folder} is in use by process ${holder.pid}.`);
    }
    // Left behind by a process that was killed.
    await rm(lock, { force: true });
  }
}

async function read(lock: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(lock, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('started' in holder)) return undefined;
    const { pid, started } = holder;
    if (typeof pid !== 'number' || (typeof started !== 'string' && started !== null)) return undefined;
    return { pid, started };
  } catch {
    // Gone meanwhile, or half written by a process that died: nobody holds it.
    return undefined;
  }
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
