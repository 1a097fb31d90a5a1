import type { DeviceProof, PlaceEvidence } from '@smart-presence/contract';
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
  /** The step each frame was taken for; empty when the challenge has none. */
  frameSteps?: readonly number[];
  place: PlaceEvidence | null;
  /** What the device signed; null: its browser keeps no key. */
  device: DeviceProof | null;
  viewer: Viewer;
  /** The client's address as far as it can be trusted. */
  address: string;
  /** When the request arrived, milliseconds. */
  now: number;
}

/** A check-in with the room code alone, as the server received it. */
export type CodeRequest = Pick<CheckInRequest, 'sessionId' | 'place' | 'device' | 'viewer' | 'address' | 'now'> & {
  code: string;
};
