import { findProgram } from './program.mjs';

/** Path of the PHP command line for the service tests; `PHP_PATH` overrides. Rejects with what to install. */
export function findPhp() {
  return findProgram({ title: 'PHP', variable: 'PHP_PATH', names: ['php'], debianPackage: 'php-cli' });
}
