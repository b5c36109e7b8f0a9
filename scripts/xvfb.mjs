import { findProgram } from './program.mjs';

/** Path of a screen without a monitor, for the service tests; `XVFB_PATH` overrides. Rejects with what to install. */
export function findXvfb() {
  return findProgram({ title: 'Xvfb', variable: 'XVFB_PATH', names: ['Xvfb'], debianPackage: 'xvfb' });
}
