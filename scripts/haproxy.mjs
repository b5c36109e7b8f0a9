import { findProgram } from './program.mjs';

/** Path of HAProxy for the service tests; `HAPROXY_PATH` overrides. Rejects with what to install. */
export function findHaproxy() {
  return findProgram({
    title: 'HAProxy',
    variable: 'HAPROXY_PATH',
    // A system's program: not everybody has its folder on PATH.
    names: ['haproxy', '/usr/sbin/haproxy'],
    debianPackage: 'haproxy',
  });
}
