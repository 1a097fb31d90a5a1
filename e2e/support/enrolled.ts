import assert from 'node:assert/strict';
import { consentText } from '@smart-presence/contract';
import type { Answer, ApiClient } from './api.ts';
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
  const challenge = await client.call('startChallenge', { params: { id: sessionId } });
  const body = {
    challengeId: challenge.id,
    nonce: challenge.nonce,
    frameTimes: frames.map((_, index) => index * 300),
    place: null,
  };
  return () => client.send('checkIn', { params: { id: sessionId }, body, files: frames, ...(key ? { key } : {}) });
};
