import { findProgram } from './program.mjs';

/** Path of coturn's server for the service tests; `COTURN_PATH` overrides. Rejects with what to install. */
export function findCoturn() {
  return findProgram({
    title: 'coturn',
    variable: 'COTURN_PATH',
    names: ['turnserver', '/usr/bin/turnserver'],
    debianPackage: 'coturn',
  });
}

/** Path of coturn's STUN client; `STUNCLIENT_PATH` overrides. Rejects with what to install. */
export function findStunClient() {
  return findProgram({
    title: 'turnutils_stunclient',
    variable: 'STUNCLIENT_PATH',
    names: ['turnutils_stunclient', '/usr/bin/turnutils_stunclient'],
    debianPackage: 'coturn',
  });
}
