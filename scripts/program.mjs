import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { installDebianPackages } from './debian.mjs';

/**
 * Path of a program the tests need.
 *
 * `variable` names the environment variable that overrides the search (a wrong path in it is an error, not a fallback),
 * `names` are looked up on PATH and absolute ones as they are, `debianPackage` is installed where we may. Rejects with
 * what to install.
 */
export async function findProgram({ title, variable, names, debianPackage }) {
  const chosen = process.env[variable];
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`${variable} is ${chosen}, which is not a program that can be run.`);
  }
  const found = search(names);
  if (found) return found;
  if (await installDebianPackages([debianPackage])) {
    const installed = search(names);
    if (installed) return installed;
  }
  throw new Error(
    `${title} was not found. Install it (Debian, Ubuntu: apt-get install ${debianPackage}) or set ${variable} to its path.`,
  );
}

function search(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const extension = process.platform === 'win32' ? '.exe' : '';
  const candidates = names.flatMap((name) => {
    return isAbsolute(name) ? [name] : folders.map((folder) => join(folder, `${name}${extension}`));
  });
  return candidates.find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the next candidate.
    return false;
  }
}
