import { setTimeout as wait } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import type { ApiClient } from './api.ts';

const STEP_MS = 30_000;
/** A code is used within this time, on a busy machine too. */
const USED_WITHIN_MS = 10_000;

/** An authenticator app. The product takes each code once, and none older than the latest, so each is of a later step. */
export class Authenticator {
  readonly #totp: TOTP;
  #last = 0;

  constructor(secret: string) {
    this.#totp = new TOTP({ secret: Secret.fromBase32(secret) });
  }

  /**
   * A code the product has not taken yet; begins with the step before the present one, unless that is about to be too old, and
   * waits only for the fourth within a minute.
   */
  async next(): Promise<string> {
    const stepAt = (time: number) => Math.floor(time / STEP_MS);
    this.#last = Math.max(this.#last + 1, stepAt(Date.now() + USED_WITHIN_MS) - 1);
    while (this.#last > stepAt(Date.now()) + 1) await wait(500);
    return this.#totp.generate({ timestamp: this.#last * STEP_MS });
  }

  /** The code that `next` gave last. */
  again(): string {
    return this.#totp.generate({ timestamp: this.#last * STEP_MS });
  }
}

/** Sets up an authenticator for who is signed in, as a role that must have one has to before anything else. */
export const addAuthenticator = async (
  client: ApiClient,
): Promise<{ authenticator: Authenticator; recoveryCodes: string[] }> => {
  const { secret } = await client.call('beginAuthenticator');
  const authenticator = new Authenticator(secret);
  const { recoveryCodes } = await client.call('confirmAuthenticator', { body: { code: await authenticator.next() } });
  return { authenticator, recoveryCodes: recoveryCodes ?? [] };
};
