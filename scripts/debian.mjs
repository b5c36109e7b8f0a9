import { existsSync } from 'node:fs';
import { run } from './run.mjs';

const canInstall = () => existsSync('/etc/debian_version') && process.getuid?.() === 0;

/**
 * Installs Debian packages where that is possible without asking anybody: on Debian or Ubuntu, as root. Resolves with
 * whether it did.
 */
export async function installDebianPackages(packages) {
  if (!canInstall()) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`Installing Debian packages: ${packages.join(' ')}…`);
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  if ((await run('apt-get', ['update', '-qq'], quiet)) !== 0) return false;
  return (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)) === 0;
}
