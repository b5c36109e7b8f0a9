import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { MAX_PARTICIPANTS } from '../src/protocol/index.js';
import type { TurnSettings } from './ice/turn-credentials.js';
import { parseOrigin } from './signaling/origin.js';
import type { AllowedOrigins } from './signaling/origin.js';

export interface Config {
  /** 0 asks the system for a free one. */
  readonly port: number;
  /** `localhost` listens on 127.0.0.1 and ::1 alike; `0.0.0.0` and `::` on everything. */
  readonly host: string;
  readonly allowedOrigins: AllowedOrigins;
  /** STUN servers for every participant; empty for the service's own. */
  readonly stunUrls: readonly string[];
  /** UDP and TCP, where the service answers STUN itself; 0 for not at all. */
  readonly stunPort: number;
  /** TURN servers, and what to sign credentials for them with; null where there are none. */
  readonly turn: TurnSettings | null;
  readonly maxParticipants: number;
  readonly logLevel: LogLevel;
  /** PEM, or null for plain HTTP. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  /** The folder rooms are kept in over a restart; null keeps them in memory. */
  readonly stateDir: string | null;
  /** Redis that several nodes share instead of a folder; null where there is only this one. */
  readonly redisUrl: string | null;
  /** Proxies of the operator's own that every request passes; so many addresses in `X-Forwarded-For` are believed. */
  readonly trustedProxies: number;
  /** Where the bundles are; a folder that does not exist is served as nothing. */
  readonly distDir: string;
  /** Where the demo pages are; likewise. */
  readonly demoDir: string;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LoadedConfig =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration, and the TLS files it names, from `environment`. Reports everything that is wrong at once, each
 * problem beginning with the variable's name. A variable that is empty counts as not set.
 */
export function loadConfig(environment: Environment): LoadedConfig {
  const set = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? '';
      return trimmed === '' ? [] : [[name, trimmed]];
    }),
  );
  const problems = unknownVariables(Object.keys(set));
  const parsed = v.safeParse(EnvironmentSchema, set);
  if (!parsed.success) {
    problems.push(...parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'environment'}: ${issue.message}`));
  }
  problems.push(...halfOfTurn(set));
  const tls = readTls(set['TLS_CERT'], set['TLS_KEY'], problems);
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const { PORT, HOST, RTC_ALLOWED_ORIGINS, RTC_MAX_PARTICIPANTS, RTC_LOG_LEVEL } = parsed.output;
  const { RTC_STATE_DIR, RTC_REDIS_URL, RTC_TRUST_PROXY, RTC_STUN_URLS, RTC_STUN_PORT } = parsed.output;
  return {
    ok: true,
    config: {
      port: PORT,
      host: HOST,
      allowedOrigins: RTC_ALLOWED_ORIGINS ?? 'local',
      stunUrls: RTC_STUN_URLS,
      stunPort: RTC_STUN_PORT,
      turn: turnOf(parsed.output),
      maxParticipants: RTC_MAX_PARTICIPANTS,
      logLevel: RTC_LOG_LEVEL,
      tls,
      stateDir: RTC_STATE_DIR === 'memory' ? null : (RTC_STATE_DIR ?? besidePackageJson('.rtc-state')),
      redisUrl: RTC_REDIS_URL ?? null,
      trustedProxies: RTC_TRUST_PROXY,
      distDir: besidePackageJson('dist'),
      demoDir: besidePackageJson('demo'),
    },
  };
}

const ORIGIN_RULE = 'must be `*` or a comma-separated list of origins like https://example.org, without a path';

/** RFC 7065, with `transport` as the only thing a URL may ask for. */
const TURN_URL = /^turns?:[^\s?/]+(\?transport=(udp|tcp))?$/;
const TURN_RULE =
  'must be a comma-separated list of turn: or turns: URLs, each with ?transport=udp, ?transport=tcp or neither';

/** Whoever has a credential can try secrets on it at home, so it has to be one that cannot be found: 32 hex digits can not. */
const MIN_SECRET_CHARACTERS = 32;
const SECRET_RULE =
  'must be a secret of at least 32 characters, or two with a comma between while one replaces the other';

const EnvironmentSchema = v.object({
  PORT: v.optional(wholeNumber(0, 65_535), '3000'),
  HOST: v.optional(v.string(), 'localhost'),
  RTC_ALLOWED_ORIGINS: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => text === '*' || list(text).every((origin) => parseOrigin(origin) !== null), ORIGIN_RULE),
      v.transform((text): AllowedOrigins => (text === '*' ? 'any' : list(text))),
    ),
  ),
  RTC_STUN_URLS: v.optional(
    v.pipe(
      v.string(),
      v.transform(list),
      v.array(v.pipe(v.string(), v.regex(/^stuns?:[^\s?/]+$/, 'must be a comma-separated list of stun: URLs'))),
    ),
    '',
  ),
  RTC_STUN_PORT: v.optional(wholeNumber(0, 65_535), '3478'),
  RTC_TURN_URLS: v.optional(
    v.pipe(v.string(), v.transform(list), v.array(v.pipe(v.string(), v.regex(TURN_URL, TURN_RULE)))),
  ),
  RTC_TURN_SECRET: v.optional(
    v.pipe(
      v.string(),
      v.transform(list),
      v.minLength(1, SECRET_RULE),
      v.maxLength(2, SECRET_RULE),
      v.everyItem((secret) => secret.length >= MIN_SECRET_CHARACTERS, SECRET_RULE),
    ),
  ),
  RTC_TURN_TTL_SECONDS: v.optional(wholeNumber(60, 86_400), '600'),
  RTC_MAX_PARTICIPANTS: v.optional(wholeNumber(1, MAX_PARTICIPANTS), String(MAX_PARTICIPANTS)),
  RTC_STATE_DIR: v.optional(v.string()),
  RTC_REDIS_URL: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => /^rediss?:\/\//.test(text) && URL.canParse(text), 'must be a redis:// or rediss:// URL'),
    ),
  ),
  RTC_TRUST_PROXY: v.optional(wholeNumber(0, 9), '0'),
  RTC_LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'warn'),
  TLS_CERT: v.optional(v.string()),
  TLS_KEY: v.optional(v.string()),
});

/** Neither is of use alone. */
function halfOfTurn(set: Environment): string[] {
  const [urls, secret] = ['RTC_TURN_URLS', 'RTC_TURN_SECRET'].map((name) => Object.hasOwn(set, name));
  if (urls === secret) return [];
  return [
    `${urls === true ? 'RTC_TURN_SECRET' : 'RTC_TURN_URLS'}: RTC_TURN_URLS and RTC_TURN_SECRET are needed together`,
  ];
}

function turnOf({
  RTC_TURN_URLS: urls = [],
  RTC_TURN_SECRET: [signing, next] = [],
  RTC_TURN_TTL_SECONDS: ttlSeconds,
}: v.InferOutput<typeof EnvironmentSchema>): TurnSettings | null {
  if (urls.length === 0 || signing === undefined) return null;
  return { urls, secrets: next === undefined ? [signing] : [signing, next], ttlSeconds };
}

/** A typing error in a name would otherwise be a setting that silently does nothing. Other people's variables are not ours. */
function unknownVariables(names: readonly string[]): string[] {
  return names
    .filter((name) => name.startsWith('RTC_') && !Object.hasOwn(EnvironmentSchema.entries, name))
    .map((name) => `${name}: there is no such setting`);
}

function wholeNumber(min: number, max: number) {
  const rule = `must be a whole number from ${String(min)} to ${String(max)}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, rule),
    v.transform(Number),
    v.minValue(min, rule),
    v.maxValue(max, rule),
  );
}

function list(text: string): string[] {
  return text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function readTls(certFile: string | undefined, keyFile: string | undefined, problems: string[]): Config['tls'] {
  if (certFile === undefined && keyFile === undefined) return null;
  const cert = readPem('TLS_CERT', certFile, problems);
  const key = readPem('TLS_KEY', keyFile, problems);
  return cert === null || key === null ? null : { cert, key };
}

function readPem(name: string, file: string | undefined, problems: string[]): Buffer | null {
  if (file === undefined) {
    problems.push(`${name}: TLS_CERT and TLS_KEY are needed together`);
    return null;
  }
  try {
    return readFileSync(file);
  } catch (error) {
    // Whatever keeps a file from being read is the operator's to mend, so it goes on the list with the rest.
    problems.push(`${name}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
    return null;
  }
}

/** Compiled, this file is build/server/config.js. */
function besidePackageJson(folder: string): string {
  return fileURLToPath(new URL(`../../${folder}`, import.meta.url));
}
