import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { DeviceProof } from '@smart-presence/contract';
import { fail } from '../../../platform/http/index.ts';

/** A device that has proved to hold the key. */
export interface ProvenDevice {
  /** SHA-256 of the public key, base64url. */
  thumbprint: string;
  publicKey: string;
  label: string;
}

/**
 * Checks that the device's key signed exactly this message. @returns null when the browser showed none.
 * @throws AppError `device_proof_invalid` for a key that is none, or a signature over anything else: nobody's browser
 * makes one by mistake, and nothing is recorded.
 */
export const proveDevice = (proof: DeviceProof | null, message: string): ProvenDevice | null => {
  if (proof === null) return null;
  const { publicKey, signature, label } = proof;
  const point = Buffer.from(publicKey, 'base64url');
  const key = keyOf(point);
  const isSigned =
    key &&
    verify(
      'sha256',
      Buffer.from(message, 'utf8'),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
  if (!isSigned) return fail('device_proof_invalid');
  // The point, written anew: one key has one thumbprint however its text was spelled.
  return { thumbprint: sha256(point), publicKey: point.toString('base64url'), label };
};

const UNCOMPRESSED = 4;
const COORDINATE_BYTES = 32;

/** The key of an uncompressed P-256 point; undefined when it is not on the curve. */
const keyOf = (point: Buffer): KeyObject | undefined => {
  if (point[0] !== UNCOMPRESSED || point.length !== 1 + 2 * COORDINATE_BYTES) return undefined;
  const x = point.subarray(1, 1 + COORDINATE_BYTES).toString('base64url');
  const y = point.subarray(1 + COORDINATE_BYTES).toString('base64url');
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');

/** How evidence and the owner's list name a key. */
export const fingerprintOf = (thumbprint: string): string => thumbprint.slice(0, 8);
