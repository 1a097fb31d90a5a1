import { type VerifiedAuthenticationResponse, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { PasskeyRequest, PasskeyResponse } from '@smart-presence/contract';
import type { Logger } from 'pino';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { CEREMONY_MS } from './ceremony.store.ts';
import { credentialsOf, notePasskeyUse, passkeyByCredential, type StoredPasskey } from './passkey.store.ts';
import type { RelyingParty } from './relying-party.ts';

/** @param personId whose passkeys are named; null: any that the browser finds, so nothing tells whether somebody has one. */
export const passkeyRequest = async (
  db: Db,
  { party, challenge, personId }: { party: RelyingParty; challenge: string; personId: string | null },
): Promise<PasskeyRequest> => ({
  rpId: party.id,
  challenge,
  timeout: CEREMONY_MS,
  allowCredentials: personId === null ? [] : await credentialsOf(db, personId),
  userVerification: 'required',
});

export interface PasskeyCheck {
  response: PasskeyResponse;
  challenge: string;
  party: RelyingParty;
  /** Whose it must be; null: the passkey itself says. */
  personId: string | null;
  now: number;
  log: Logger;
}

/**
 * Checks what a passkey signed, here and now, after the person was verified by the device: it stands for two factors.
 * @returns whose passkey it is.
 * @throws AppError `passkey_failed`, the same whatever is wrong. A counter that went back means that there is a copy: the
 *   passkey is refused, and the log says so.
 */
export const verifyPasskey = async (db: Db, check: PasskeyCheck): Promise<string> => {
  const { response, personId, now, log } = check;
  const passkey = await passkeyByCredential(db, response.id);
  if (!passkey || (personId !== null && passkey.personId !== personId)) return fail('passkey_failed');
  if (!namesOwner(response, passkey, personId === null)) return fail('passkey_failed');
  const info = await verified(check, passkey);
  if (!info) return fail('passkey_failed');
  const isCopy = passkey.counter > 0 && info.newCounter <= passkey.counter;
  const use = { passkey, counter: info.newCounter, isSynced: info.credentialDeviceType === 'multiDevice', now };
  if (isCopy || !(await notePasskeyUse(db, use))) {
    log.warn({ passkeyId: passkey.id }, 'a passkey counted backwards: there may be a copy of it');
    return fail('passkey_failed');
  }
  return passkey.personId;
};

/** A passkey that was found without a list says for whom it was made. */
const namesOwner = ({ response }: PasskeyResponse, { personId }: StoredPasskey, isRequired: boolean): boolean =>
  response.userHandle === undefined
    ? !isRequired
    : Buffer.from(response.userHandle, 'base64url').toString('utf8') === personId;

const verified = async (
  { response, challenge, party }: PasskeyCheck,
  { credentialId, publicKey }: StoredPasskey,
): Promise<VerifiedAuthenticationResponse['authenticationInfo'] | undefined> => {
  try {
    const result = await verifyAuthenticationResponse({
      response: { ...response, authenticatorAttachment: response.authenticatorAttachment },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      // The counter is judged above: what the library says of it is an error like any other.
      credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: 0 },
      requireUserVerification: true,
    });
    return result.verified ? result.authenticationInfo : undefined;
  } catch {
    return undefined;
  }
};
