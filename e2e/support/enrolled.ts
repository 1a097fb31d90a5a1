import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { consentText, facesMessage } from '@smart-presence/contract';
import type { Answer, ApiClient } from './api.ts';
import { deviceOf } from './device.ts';
import { framesOf } from './frames.ts';
import type { Person } from './portraits.ts';

/** Gives consent and enrols the person's face. */
export const enrolFace = async (client: ApiClient, person: Person): Promise<void> => {
  await client.call('giveConsent', { body: { textVersion: consentText.version } });
  const result = await client.call('enrolMyFace', { body: {}, files: await framesOf(person) });
  assert.equal(result.outcome, 'enrolled', JSON.stringify(result.frames));
};

export interface CheckInRequest {
  sessionId: string;
  frames: readonly Uint8Array[];
  key?: string;
}

/** Begins a check-in and gives what posts it, so that a test can post it more than once. */
export const beginCheckIn = async (
  client: ApiClient,
  { sessionId, frames, key }: CheckInRequest,
): Promise<() => Promise<Answer<'checkIn'>>> => {
  const challenge = await client.call('startChallenge', { params: { id: sessionId }, body: {} });
  const { id: challengeId, nonce } = challenge;
  const frameDigests = frames.map((frame) => createHash('sha256').update(frame).digest('hex'));
  const { person } = await client.call('me');
  const message = facesMessage({ personId: person.id, sessionId, challengeId, nonce, frameDigests });
  const body = {
    challengeId,
    nonce,
    frameTimes: frames.map((_, index) => index * 300),
    place: null,
    device: deviceOf(client).sign(message),
  };
  return () => client.send('checkIn', { params: { id: sessionId }, body, files: frames, ...(key ? { key } : {}) });
};
