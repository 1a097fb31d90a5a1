import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isMailSender, isMailUrl, type MailSettings, readMailSettings } from './mail-settings.ts';

const cidr = z.string().refine((text) => {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  return (
    family !== 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) > 0 && Number(bits) <= (family === 4 ? 32 : 128)))
  );
}, 'must be addresses or CIDR ranges such as 10.0.0.0/8, separated by commas');

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const isCidr = (text: string): boolean => cidr.safeParse(text).success;
const isHostName = (text: string): boolean =>
  /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(text);
const isPortRange = (text: string): boolean => {
  const [first = Number.NaN, last = first, ...more] = text
    .split('-')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  return more.length === 0 && first >= 1 && last <= 65535 && first <= last;
};

const Variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number('must be a port number').int().min(0).max(65535).default(3000),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'must start with sqlite: or postgres://')
    .optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a full address such as https://attendance.example.edu' })
    .optional(),
  TRUSTED_PROXIES: list.pipe(z.array(cidr)),
  SMART_PRESENCE_MODELS: z.string().min(1).optional(),
  MODEL_CACHE_DIR: z.string().min(1).optional(),
  /** 32 bytes, base64: wraps the data keys of templates. */
  SMART_PRESENCE_KEK: z.string().optional(),
  /** The same, opens and never wraps: the former or the coming one while keys are rotated. */
  SMART_PRESENCE_OTHER_KEK: z.string().optional(),
  /** 32 bytes or more, base64: signs tokens. */
  SMART_PRESENCE_SECRET: z.string().optional(),
  MAIL_URL: z
    .string()
    .refine(
      isMailUrl,
      'must be smtp://user:password@host:587 or smtps://user:password@host:465, special characters percent-encoded',
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .refine(isMailSender, 'must be an address, alone or as "Example College <attendance@example.edu>"')
    .optional(),
  /** PEM file of the authority that signed the mail server's certificate, when it is not a public one. */
  MAIL_CA: z.string().min(1).optional(),
  /** Addresses inside the institution that identity providers may have. */
  SINGLE_SIGN_ON_NETWORKS: list.pipe(z.array(cidr)),
  /** Where IP cameras in rooms may be. */
  CAMERA_HOSTS: list.pipe(
    z.array(
      z
        .string()
        .refine(
          (text) => isCidr(text) || isHostName(text),
          'must be addresses, CIDR ranges such as 10.20.0.0/24 or names such as *.cameras.example.edu, separated by commas',
        ),
    ),
  ),
  CAMERA_PORTS: z
    .string()
    .default('80,443,8080,8443')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().refine(isPortRange, 'must be ports or ranges of ports such as 80,8000-8100'))),
  FACE_THREADS: z.coerce.number('must be a whole number').int().min(1).max(64).optional(),
  FACE_WAIT_SECONDS: z.coerce.number('must be a number of seconds').min(0.1).max(60).default(5),
  /** Entries of the audit log older than this are removed, with proof; absent: none are. */
  AUDIT_RETENTION_DAYS: z.coerce.number('must be a whole number of days').int().min(30).max(36_500).optional(),
  /** Public keys that signed the audit log before SMART_PRESENCE_SECRET was replaced. */
  AUDIT_FORMER_KEYS: list.pipe(
    z.array(z.string().regex(/^[\w-]{43}$/, 'must be public keys of 43 characters, separated by commas')),
  ),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const Environment = Variables.superRefine((e, { addIssue }) => {
  if (e.MAIL_URL === undefined) return;
  const need = (name: 'MAIL_FROM' | 'PUBLIC_URL', why: string): void => {
    if (e[name] === undefined) addIssue({ code: 'custom', path: [name], message: `is needed with MAIL_URL: ${why}` });
  };
  need('MAIL_FROM', 'it is the sender of all mails');
  need('PUBLIC_URL', 'links in mails lead there');
});

export interface Config {
  isProduction: boolean;
  host: string;
  port: number;
  dataDir: string;
  databaseUrl: string;
  /** Where people reach the server; also the origin that unsafe requests must come from. Absent: the Host header decides. */
  publicUrl: string | undefined;
  trustedProxies: readonly string[];
  /** Optional models the institution adds. */
  modelsDir: string | undefined;
  /** Where the compiled built-in models are kept; safe to delete. */
  modelCacheDir: string;
  kek: string | undefined;
  otherKek: string | undefined;
  secret: string | undefined;
  /** Addresses inside the institution that identity providers may have; public ones need no entry. */
  singleSignOnNetworks: readonly string[];
  /** Addresses, CIDR ranges and names that IP cameras in rooms may have; none: there are no IP cameras. */
  cameraHosts: readonly string[];
  /** Ports and ranges of ports. */
  cameraPorts: readonly string[];
  faceThreads: number | undefined;
  /** Face work that would wait longer is told to come back. */
  faceWaitMs: number;
  /** Absent: mails become files in the data folder, and in production none are made. */
  mail: MailSettings | undefined;
  /** null: the audit log is kept for ever. */
  auditRetentionDays: number | null;
  /** Base64url. */
  auditFormerKeys: readonly string[];
  logLevel: string;
}

export class ConfigError extends Error {}

/** Reads the settings once, at start. @throws ConfigError that names each bad variable and what it should be. */
export const readConfig = (env: Record<string, string | undefined>): Config => {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${String(issue.path[0])}: ${issue.message}`);
    throw new ConfigError(
      `These settings are not usable:\n${lines.join('\n')}\nCorrect them in the environment or in .env and start again.`,
    );
  }
  const e = parsed.data;
  const dataDir = resolve(e.DATA_DIR);
  return {
    isProduction: e.NODE_ENV === 'production',
    host: e.HOST,
    port: e.PORT,
    dataDir,
    databaseUrl: e.DATABASE_URL ?? `sqlite:${resolve(dataDir, 'smart-presence.sqlite')}`,
    publicUrl: e.PUBLIC_URL ? new URL(e.PUBLIC_URL).origin : undefined,
    trustedProxies: e.TRUSTED_PROXIES,
    modelsDir: e.SMART_PRESENCE_MODELS ? resolve(e.SMART_PRESENCE_MODELS) : undefined,
    modelCacheDir: resolve(e.MODEL_CACHE_DIR ?? resolve(dataDir, 'models')),
    kek: e.SMART_PRESENCE_KEK,
    otherKek: e.SMART_PRESENCE_OTHER_KEK,
    secret: e.SMART_PRESENCE_SECRET,
    singleSignOnNetworks: e.SINGLE_SIGN_ON_NETWORKS,
    cameraHosts: e.CAMERA_HOSTS.map((host) => host.toLowerCase()),
    cameraPorts: e.CAMERA_PORTS,
    faceThreads: e.FACE_THREADS,
    faceWaitMs: e.FACE_WAIT_SECONDS * 1000,
    mail:
      e.MAIL_URL && e.MAIL_FROM ? readMailSettings({ url: e.MAIL_URL, from: e.MAIL_FROM, ca: e.MAIL_CA }) : undefined,
    auditRetentionDays: e.AUDIT_RETENTION_DAYS ?? null,
    auditFormerKeys: e.AUDIT_FORMER_KEYS,
    logLevel: e.LOG_LEVEL,
  };
};

/** Decides whether an address belongs to the configured proxies; the only thing that makes forwarded headers count. */
export const proxyTrust = (ranges: readonly string[]): ((address: string) => boolean) => {
  const allowed = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) allowed.addAddress(address, family);
    else allowed.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    const family = isIP(plain);
    return family !== 0 && allowed.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
};
