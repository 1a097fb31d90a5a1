import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config/config.ts';

export interface Secrets {
  /** 32 bytes; wraps the data keys of templates. */
  kek: Buffer;
  /** 32 bytes; opens what `kek` does not, and wraps nothing: there while keys are rotated. */
  otherKek?: Buffer;
  /** At least 32 bytes; derives the keys that sign tokens. */
  signing: Buffer;
}

const KEY_BYTES = 32;

/** Where each secret comes from, for `doctor`. */
export const secretSources = [
  { name: 'SMART_PRESENCE_KEK', file: 'kek.key', field: 'kek' },
  { name: 'SMART_PRESENCE_SECRET', file: 'signing.key', field: 'secret' },
] as const;
type Source = (typeof secretSources)[number];

export const secretPath = (dataDir: string, file: string): string => join(dataDir, 'secrets', file);

/**
 * Environment first, then the data folder; outside production a missing secret is generated there (mode 0600).
 * @throws ConfigError when one is malformed, or missing in production.
 */
export const loadSecrets = (config: Config): Secrets => {
  const [kek, signing] = secretSources.map((source) => loadOne(config, source)) as [Buffer, Buffer];
  const { otherKek } = config;
  return {
    kek,
    signing,
    ...(otherKek === undefined ? {} : { otherKek: decode(otherKek, 'SMART_PRESENCE_OTHER_KEK') }),
  };
};

const loadOne = (config: Config, source: Source): Buffer => {
  const given = config[source.field];
  if (given !== undefined) return decode(given, source.name);
  const path = secretPath(config.dataDir, source.file);
  const stored = readIfThere(path);
  if (stored !== undefined) return decode(stored, path);
  if (config.isProduction) {
    throw new ConfigError(
      `${source.name} is not set and ${path} does not exist. Set it to 32 random bytes in base64 (for example the output of: openssl rand -base64 32) and keep a copy: without it the enrolled faces cannot be opened.`,
    );
  }
  return generate(path);
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const decode = (text: string, where: string): Buffer => {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length < KEY_BYTES) throw new ConfigError(`${where} must hold at least 32 bytes in base64.`);
  return bytes.subarray(0, KEY_BYTES);
};

const generate = (path: string): Buffer => {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const fresh = randomBytes(KEY_BYTES);
  try {
    // wx: of two servers that start together, one writes and the other reads what it wrote.
    writeFileSync(path, `${fresh.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return decode(readFileSync(path, 'utf8'), path);
  }
};
