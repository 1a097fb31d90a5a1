import {
  createKeyring,
  type Keyring,
  newDataKey,
  seal,
  unseal,
  type WrappedDataKey,
} from '../../../platform/crypto/index.ts';

const PURPOSE = 'photo-upload';

/** One upload's key, in clear while work runs. Everything of an upload is sealed with it and cannot be moved to another place. */
export interface UploadSeal {
  sealPart(part: number, bytes: Uint8Array): Buffer;
  /** @throws SealError. */
  openPart(part: number, sealed: Uint8Array): Buffer;
  sealTemplate(place: StagedPlace, values: Float32Array): Buffer;
  /** @returns a copy the caller overwrites after use. @throws SealError. */
  openTemplate(place: StagedPlace, sealed: Uint8Array): Float32Array;
  /** Overwrites the key. */
  close(): void;
}

export interface StagedPlace {
  personId: string;
  modelId: string;
}

/** Keys of uploads: erasing one erases the pictures and the templates that came of them, also in what a disk still holds. */
export interface UploadKeys {
  create(uploadId: string): WrappedDataKey;
  /** @throws SealError when this server does not hold the key that wraps it. */
  open(upload: WrappedDataKey & { id: string }): UploadSeal;
}

export const createUploadKeys = (keys: { kek: Buffer; alsoOpens?: readonly Buffer[] }): UploadKeys => {
  const keyring: Keyring = createKeyring(keys);
  return {
    create: (uploadId) => {
      const dataKey = newDataKey();
      try {
        return keyring.wrap([PURPOSE, uploadId], dataKey);
      } finally {
        dataKey.fill(0);
      }
    },
    open: ({ id, kekId, wrapped }) => sealOf(id, keyring.unwrap([PURPOSE, id], { kekId, wrapped })),
  };
};

const sealOf = (id: string, key: Buffer): UploadSeal => {
  const partOf = (part: number) => [PURPOSE, id, 'part', String(part)];
  const templateOf = ({ personId, modelId }: StagedPlace) => [PURPOSE, id, 'template', personId, modelId];
  return {
    sealPart: (part, bytes) => seal({ key, clear: bytes, bound: partOf(part) }),
    openPart: (part, sealed) => unseal({ key, sealed, bound: partOf(part) }),
    sealTemplate: (place, { buffer, byteOffset, byteLength }) =>
      seal({ key, clear: new Uint8Array(buffer, byteOffset, byteLength), bound: templateOf(place) }),
    openTemplate: (place, sealed) => {
      const clear = unseal({ key, sealed, bound: templateOf(place) });
      try {
        const values = new Float32Array(clear.length / Float32Array.BYTES_PER_ELEMENT);
        new Uint8Array(values.buffer).set(clear);
        return values;
      } finally {
        clear.fill(0);
      }
    },
    close: () => key.fill(0),
  };
};
