import { findProgram } from './program.mjs';

/** Path of `redis-server` for the service tests; `REDIS_PATH` overrides. Rejects with what to install. */
export function findRedis() {
  return findProgram({
    title: 'Redis',
    variable: 'REDIS_PATH',
    names: ['redis-server', '/usr/bin/redis-server'],
    debianPackage: 'redis-server',
  });
}
