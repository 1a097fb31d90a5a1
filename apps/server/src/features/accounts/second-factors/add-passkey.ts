import { verifyRegistrationResponse } from '@simplewebauthn/server';
import type { NewPasskeyResponse, PasskeyCreation } from '@smart-presence/contract';
import { type Db, isUniqueViolation, newId, type Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { CEREMONY_MS } from './ceremony.store.ts';
import { credentialsOf } from './passkey.store.ts';
import type { RelyingParty } from './relying-party.ts';

/** COSE algorithms, preferred first: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
/** More devices than anybody has; keeps the list that is named to browsers short. */
const MOST = 20;

/** What a browser needs to make a passkey: kept on the device, opened by a PIN, a finger or a face. */
export const passkeyCreation = async (
  db: Db,
  props: {
    party: RelyingParty;
    challenge: string;
    person: { id: string; name: string; email: string | null };
    institution: string;
  },
): Promise<PasskeyCreation> => {
  const { party, challenge, person, institution } = props;
  const excludeCredentials = await credentialsOf(db, person.id);
  if (excludeCredentials.length >= MOST)
    fail('in_use', { details: [{ path: 'passkeys', message: `${MOST} at most` }] });
  return {
    rp: { id: party.id, name: institution },
    user: {
      id: Buffer.from(person.id, 'utf8').toString('base64url'),
      name: person.email ?? person.name,
      displayName: person.name,
    },
    challenge,
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
    timeout: CEREMONY_MS,
    excludeCredentials,
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  };
};

/** A passkey the browser made, checked and ready to keep. */
export type CheckedPasskey = Awaited<ReturnType<typeof checkNewPasskey>>;

/** @throws AppError `passkey_failed`. */
export const checkNewPasskey = async (props: {
  response: NewPasskeyResponse;
  challenge: string;
  party: RelyingParty;
}) => {
  const { response, challenge, party } = props;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, authenticatorAttachment: response.authenticatorAttachment } as never,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return fail('passkey_failed');
    const { credential, credentialDeviceType } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: JSON.stringify((response.response.transports ?? []).filter(isTransport)),
      isSynced: credentialDeviceType === 'multiDevice',
    };
  } catch (error) {
    return fail('passkey_failed', { cause: error });
  }
};

const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];
const isTransport = (text: string): boolean => transports.includes(text);

/** @throws AppError `passkey_failed` when somebody has this very passkey already. */
export const keepPasskey = async (
  trx: Trx,
  props: { passkey: CheckedPasskey; personId: string; name: string; now: number },
): Promise<void> => {
  const { passkey, personId, name, now } = props;
  try {
    await trx
      .insertInto('passkey')
      .values({ ...passkey, id: newId(now), personId, name, createdAt: now, lastUsedAt: null })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error)) return fail('passkey_failed', { cause: error });
    throw error;
  }
};
