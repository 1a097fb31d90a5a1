import { ErasureCertificate, type KindCount } from '@smart-presence/contract';
import { canonicalJson } from '../../../platform/audit/index.ts';
import { isSignedBy, keyNameOf, type SigningKey } from '../../../platform/crypto/index.ts';

export const CERTIFICATE_KEY = 'erasure-certificates';

export interface CertifiedErasure {
  id: string;
  institution: string;
  personId: string;
  at: number;
  erased: readonly KindCount[];
  kept: readonly KindCount[];
}

/** Says what was erased, so that it can be checked without this server: with the file and the name of the key. */
export const certify = (key: SigningKey, erasure: CertifiedErasure): ErasureCertificate => {
  const said = {
    purpose: 'smart-presence/erasure-certificate' as const,
    version: 1 as const,
    id: erasure.id,
    institution: erasure.institution,
    person: erasure.personId,
    erasedAt: erasure.at,
    erased: [...erasure.erased],
    kept: [...erasure.kept],
    keyId: key.keyId,
    publicKey: key.publicKey,
  };
  return { ...said, signature: key.sign(messageOf(said)) };
};

const messageOf = (said: Omit<ErasureCertificate, 'signature'>): Buffer => Buffer.from(canonicalJson(said));

export type CertificateVerdict =
  | { isGenuine: true; certificate: ErasureCertificate }
  | { isGenuine: false; why: 'unreadable' | 'signature' | 'key' };

/**
 * Checks a certificate by itself. It holds its own key, so a genuine signature says that nothing was changed; whose key it is
 * says the name of the key alone, which the institution tells.
 */
export const judgeCertificate = (text: string): CertificateVerdict => {
  const read = ErasureCertificate.strict().safeParse(parse(text));
  if (!read.success) return { isGenuine: false, why: 'unreadable' };
  const { signature, ...said } = read.data;
  if (keyNameOf(said.publicKey) !== said.keyId) return { isGenuine: false, why: 'key' };
  try {
    const isSigned = isSignedBy({ message: messageOf(said), signature, publicKey: said.publicKey });
    return isSigned ? { isGenuine: true, certificate: read.data } : { isGenuine: false, why: 'signature' };
  } catch {
    return { isGenuine: false, why: 'key' };
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
