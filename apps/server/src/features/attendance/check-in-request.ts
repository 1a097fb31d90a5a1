import type { PlaceEvidence } from '@smart-presence/contract';
import type { Viewer } from '../../platform/http/index.ts';

/** A check-in as the server received it. */
export interface CheckInRequest {
  sessionId: string;
  challengeId: string;
  nonce: string;
  /** Encoded pictures; they die with the request. */
  frames: readonly Buffer[];
  /** Milliseconds since the challenge was received, one per frame. */
  frameTimes: readonly number[];
  place: PlaceEvidence | null;
  viewer: Viewer;
  /** The client's address as far as it can be trusted. */
  address: string;
  /** When the request arrived, milliseconds. */
  now: number;
}
