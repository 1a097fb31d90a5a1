import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { fail } from '../../../platform/http/index.ts';

export interface Strength {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. */
export const SHIPPED: Strength = { memory: 19_456, passes: 2, parallelism: 1 };
let strength = SHIPPED;

/** For `testing.ts` alone: most tests sign people in, few are about what a hash costs. @returns what it was before. */
export const useStrength = (other: Strength): Strength => {
  const before = strength;
  strength = other;
  return before;
};
const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** As many at a time as there are cores: more would only wait for each other and hold 19 MiB each. */
const CONCURRENT = availableParallelism();
/** About three seconds of work per core (50 ms each); later arrivals are told to come back. */
const WAITING = 64 * CONCURRENT;
const COME_BACK_SECONDS = 3;

let running = 0;
let done = 0;
let kibibytes = 0;
const waiting: (() => void)[] = [];

/** Takes turns. @throws AppError `overloaded` when too many wait already. */
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= CONCURRENT) {
    if (waiting.length >= WAITING) fail('overloaded', { retryAfter: COME_BACK_SECONDS });
    // The one who leaves hands over the place, so `running` stays.
    await new Promise<void>((go) => waiting.push(go));
  } else running += 1;
  try {
    return await work();
  } finally {
    done += 1;
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
};

/** How busy the queue is, how many passwords this process has worked on and how much memory it went through for them. */
export const passwordQueue = () => ({
  running,
  waiting: waiting.length,
  done,
  kibibytes,
  places: CONCURRENT + WAITING,
});

const deriveOnce = promisify(argon2);

const derive = (settings: Parameters<typeof deriveOnce>[1]): Promise<Buffer> =>
  inTurn(() => {
    kibibytes += settings.memory * settings.passes;
    return deriveOnce('argon2id', settings);
  });

/** One form for every way a keyboard may send the same text (NIST SP 800-63B-4, 3.1.1.2). */
export const normalise = (password: string): string => password.normalize('NFKC');

/** @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. @throws AppError `overloaded`. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await derive({ ...strength, message: normalise(password), nonce, tagLength: TAG_BYTES });
  const { memory, passes, parallelism } = strength;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
};

/** A password nobody has: what is compared when there is no such person or no password, so that both take as long. */
const nobody = { salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) };

/**
 * Whether the password is the one of this PHC string. Without one it does the same work and says no.
 * @throws AppError `overloaded`.
 */
export const matchesHash = async (password: string, phc: string | null): Promise<boolean> => {
  const stored = phc === null ? { ...nobody, strength } : parsePhc(phc);
  const tag = await derive({
    ...stored.strength,
    message: normalise(password),
    nonce: stored.salt,
    tagLength: stored.tag.length,
  });
  return timingSafeEqual(tag, stored.tag) && phc !== null;
};

/** True when a hash was made with weaker settings than today's. */
export const isOutdated = (phc: string): boolean => {
  const { memory, passes, parallelism } = parsePhc(phc).strength;
  return memory !== strength.memory || passes !== strength.passes || parallelism !== strength.parallelism;
};

const parsePhc = (phc: string) => {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!match) throw new Error('a stored password is not an argon2id string');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    strength: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
};

/** PHC strings leave the padding out. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
