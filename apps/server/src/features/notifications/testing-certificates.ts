import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** DER, as much of it as a certificate needs (RFC 5280). */
const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const text = (words: string): Buffer => der(0x0c, Buffer.from(words, 'utf8'));
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content);
const time = (at: number): Buffer => {
  const stamp = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(stamp, 'ascii'));
};

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const TRUE = der(0x01, Buffer.from([0xff]));
const isAuthority = sequence(oid('551d13'), TRUE, octets(sequence(TRUE)));
/** The address 127.0.0.1 or a host name, as the certificate's subject. */
const isFor = (host: string): Buffer => {
  const name = host === '127.0.0.1' ? der(0x87, Buffer.from([127, 0, 0, 1])) : der(0x82, Buffer.from(host, 'ascii'));
  return sequence(oid('551d11'), octets(sequence(name)));
};
const named = (name: string): Buffer => sequence(der(0x31, sequence(oid('550403'), text(name))));

export interface TestCertificate {
  /** PEM. */
  cert: string;
  key: string;
}

export interface Authority extends TestCertificate {
  name: string;
  signer: KeyObject;
}

const DAY_MS = 86_400_000;

interface Wanted {
  name: string;
  host?: string;
  /** Absent: it signs itself. */
  by?: Authority;
  /** Days from now at which it ends; negative for one that has ended. */
  days?: number;
}

/** A certificate that is made on the spot, so that no key lies in the repository. */
export const makeCertificate = ({ name, host, by, days = 1 }: Wanted): Authority => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ECDSA_SHA256,
    named(by?.name ?? name),
    sequence(time(now - 30 * DAY_MS), time(now + days * DAY_MS)),
    named(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(host === undefined ? isAuthority : isFor(host))),
  );
  const signature = sign('sha256', content, by?.signer ?? privateKey);
  const bytes = sequence(content, ECDSA_SHA256, bits(signature));
  const lines = bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return {
    name,
    signer: privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
