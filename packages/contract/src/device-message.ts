/*
 * What a device signs: text that names the person, the session and this one attempt, so that a signature is good for
 * nothing else. Browser and server write it with the same words.
 */

export interface SignedFaces {
  personId: string;
  sessionId: string;
  challengeId: string;
  nonce: string;
  /** SHA-256 of each frame as it is sent, hex, in order. */
  frameDigests: readonly string[];
}

/** For a check-in by face: its challenge and its very frames. */
export const facesMessage = ({ personId, sessionId, challengeId, nonce, frameDigests }: SignedFaces): string =>
  ['smart-presence check-in 1', personId, sessionId, challengeId, nonce, ...frameDigests].join('\n');

export interface SignedCode {
  personId: string;
  sessionId: string;
  /** Digits alone. A student uses each code once, so a signature is not good twice. */
  code: string;
}

/** For a check-in by the room code alone. */
export const codeMessage = ({ personId, sessionId, code }: SignedCode): string =>
  ['smart-presence room code 1', personId, sessionId, code].join('\n');
