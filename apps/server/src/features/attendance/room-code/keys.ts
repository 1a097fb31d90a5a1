import { deriveKey, sign } from '../../../platform/crypto/index.ts';
import { networkOf } from '../../accounts/index.ts';

export interface RoomCodeKeys {
  /** Seals the secrets of sessions. */
  sealing: Buffer;
  /** Hides which network a code was used from. */
  network: Buffer;
}

export const roomCodeKeys = (signing: Buffer): RoomCodeKeys => ({
  sealing: deriveKey(signing, 'room-code'),
  network: deriveKey(signing, 'room-code-network'),
});

const HASH_CHARS = 16;

/** Equal for equal networks within one session, and of no meaning beyond it. */
export const hiddenNetwork = (keys: RoomCodeKeys, { sessionId, address }: { sessionId: string; address: string }) =>
  sign(keys.network, `${sessionId}\n${networkOf(address)}`).slice(0, HASH_CHARS);
