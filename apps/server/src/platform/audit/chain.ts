import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/*
 * The arithmetic of the audit log, without a database. `H` is SHA-256 in base64url, `JCS` canonical JSON (RFC 8785).
 *
 *   actor   = H(salt ‖ JCS({ id }))                      who did it
 *   details = H(salt ‖ JCS({ subject, person, data }))   what it was done to, and what changed
 *   hash    = H(JCS({ seq, at, action, actor, details, prev }))
 *
 * `prev` is the hash of the entry before; the first follows GENESIS. Each salt is 32 random bytes, so nobody can guess
 * what was committed to once salt and content are gone, and the chain still verifies.
 */

/** What the first entry follows. */
export const GENESIS = 'A'.repeat(43);

export const SALT_BYTES = 32;

/** @throws Error for what JSON cannot say: such as NaN, or an unpaired surrogate. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('nothing to write as canonical JSON');
  return text;
};

/** @param salt base64url of 32 bytes. */
export const commitment = (salt: string, value: unknown): string =>
  hash('sha256', Buffer.concat([Buffer.from(salt, 'base64url'), Buffer.from(canonicalJson(value))]), 'base64url');

export const actorCommitment = (salt: string, actorId: string | null): string => commitment(salt, { id: actorId });

export interface CommittedDetails {
  subjectKind: string | null;
  subjectId: string | null;
  personId: string | null;
  data: unknown;
}

export const detailsCommitment = (salt: string, details: CommittedDetails): string =>
  commitment(salt, {
    subject: { kind: details.subjectKind, id: details.subjectId },
    person: details.personId,
    data: details.data,
  });

/** An entry as the chain holds it. */
export interface ChainEntry {
  seq: number;
  /** Milliseconds UTC. */
  at: number;
  action: string;
  /** Commitments. */
  actor: string;
  details: string;
  hash: string;
}

export const hashOf = ({ seq, at, action, actor, details }: Omit<ChainEntry, 'hash'>, prev: string): string =>
  hash('sha256', canonicalJson({ seq, at, action, actor, details, prev }), 'base64url');
