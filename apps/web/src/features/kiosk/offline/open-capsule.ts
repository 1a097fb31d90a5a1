import { CapsuleContent, capsuleBinding } from '@smart-presence/contract';
import { bytesOf, fromBase64Url } from './encoding.ts';
import type { KeptCapsule } from './storage.ts';

/** A student of a capsule, as recognition needs them. In memory alone, and only while there is no network. */
export interface Known {
  id: string;
  name: string;
  template: Float32Array;
}

export interface OpenedCapsule {
  id: string;
  courseCode: string;
  courseName: string;
  issuedAt: number;
  opensAt: number | null;
  expiresAt: number;
  content: Omit<CapsuleContent, 'students'>;
  students: Known[];
}

/** Opens what was sealed for this device. Rejects when anything about it was altered. */
export async function openCapsule({ capsule, privateKey }: KeptCapsule): Promise<OpenedCapsule> {
  const { sealed } = capsule;
  if (!sealed) throw new Error('a capsule was kept without its content');
  const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
  const theirs = await crypto.subtle.importKey('raw', fromBase64Url(sealed.serverKey), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256);
  const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: bytesOf(capsule.id), info: bytesOf('smart-presence capsule 1') },
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const bound = {
    name: 'AES-GCM',
    iv: fromBase64Url(sealed.nonce),
    additionalData: bytesOf(capsuleBinding(capsule)),
  };
  const clear = await crypto.subtle.decrypt(bound, key, fromBase64Url(sealed.ciphertext));
  const { students, ...content } = CapsuleContent.parse(JSON.parse(new TextDecoder().decode(clear)));
  const { id, courseCode, courseName, issuedAt, opensAt, expiresAt } = capsule;
  return {
    ...{ id, courseCode, courseName, issuedAt, opensAt, expiresAt, content },
    students: students.map((student) => ({
      ...student,
      template: new Float32Array(fromBase64Url(student.template).buffer),
    })),
  };
}
