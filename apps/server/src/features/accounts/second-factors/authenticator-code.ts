import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** A clock may be a step ahead or behind; more would only help who guesses. */
const DRIFT_STEPS = 1;

/** RFC 6238 as every authenticator app understands it: SHA-1, six digits, 30 seconds. */
const totp = (secret: string, more: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({ ...more, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });

/** 160 random bits (RFC 4226, 4: as long as the hash), base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** What an authenticator app reads from a QR code. */
export const authenticatorUri = (props: { secret: string; issuer: string; label: string }): string =>
  totp(props.secret, { issuer: props.issuer.replaceAll(':', ' '), label: props.label.replaceAll(':', ' ') }).toString();

/** @returns the 30-second step since 1970 that the code belongs to, at most one away from now; null when to none. */
export const stepOfCode = ({ secret, code, now }: { secret: string; code: string; now: number }): number | null => {
  const delta = totp(secret).validate({ token: code, timestamp: now, window: DRIFT_STEPS });
  return delta === null ? null : Math.floor(now / (PERIOD_SECONDS * 1000)) + delta;
};
