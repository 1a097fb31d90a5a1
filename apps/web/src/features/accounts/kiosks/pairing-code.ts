import { PAIRING_LENGTH, PairingCode } from '@smart-presence/contract';

/** A code as people read it: in two halves. */
export const writeCode = (code: string): string =>
  `${code.slice(0, PAIRING_LENGTH / 2)}-${code.slice(PAIRING_LENGTH / 2)}`;

/** The code of a link, from what follows its `#`, which no server sees; empty when there is none. */
export function codeIn(hash: string): string {
  const parsed = PairingCode.safeParse(hash.replace(/^#/, ''));
  return parsed.success ? writeCode(parsed.data) : '';
}

/** Milliseconds as minutes and seconds: 9:05. */
export function writeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
