import { type Keyring, newDataKey, seal, unseal, type WrappedDataKey } from '../crypto/index.ts';

/** What a file is for and whose it is: keys of one purpose do not open what is kept for another. */
export interface FileOwner {
  purpose: string;
  id: string;
  /** What else it belongs to, and must be said again to open it. */
  bound: readonly string[];
}

export interface SealedFile extends WrappedDataKey {
  sealed: Uint8Array;
}

const boundTo = ({ purpose, id, bound }: FileOwner): string[] => [purpose, id, ...bound];

/** Seals a file with a key of its own: erasing that key erases the file, also in what a disk still holds. */
export const sealFile = (keyring: Keyring, owner: FileOwner, bytes: Buffer): SealedFile => {
  const dataKey = newDataKey();
  try {
    const sealed = seal({ key: dataKey, clear: bytes, bound: boundTo(owner) });
    return { ...keyring.wrap([owner.purpose, owner.id], dataKey), sealed };
  } finally {
    dataKey.fill(0);
  }
};

/** @throws SealError when anything of it was altered or moved. */
export const openFile = (keyring: Keyring, owner: FileOwner, file: SealedFile): Buffer => {
  const dataKey = keyring.unwrap([owner.purpose, owner.id], file);
  try {
    return unseal({ key: dataKey, sealed: file.sealed, bound: boundTo(owner) });
  } finally {
    dataKey.fill(0);
  }
};
