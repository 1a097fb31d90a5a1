import { consentText } from '@smart-presence/contract';
import { SealError, seal, unseal } from '../../../platform/crypto/index.ts';

/** What a sealed template belongs to; any other row, version or model cannot open it. */
export interface TemplatePlace {
  personId: string;
  version: number;
  modelId: string;
}

const FLOAT_BYTES = 4;

/** Numbers are kept as 32-bit little-endian floats, as every processor we run on holds them. */
export const sealTemplate = (props: { dataKey: Buffer; values: Float32Array; place: TemplatePlace }): Buffer => {
  const { buffer, byteOffset, byteLength } = props.values;
  const clear = new Uint8Array(buffer, byteOffset, byteLength);
  return seal({ key: props.dataKey, clear, bound: boundTo(props.place) });
};

/** @returns a copy the caller overwrites after use. @throws SealError. */
export const unsealTemplate = (props: { dataKey: Buffer; sealed: Uint8Array; place: TemplatePlace }): Float32Array => {
  const clear = unseal({ key: props.dataKey, sealed: props.sealed, bound: boundTo(props.place) });
  try {
    if (clear.length % FLOAT_BYTES !== 0) throw new SealError('not a list of 32-bit numbers');
    const values = new Float32Array(clear.length / FLOAT_BYTES);
    new Uint8Array(values.buffer).set(clear);
    return values;
  } finally {
    clear.fill(0);
  }
};

const boundTo = ({ personId, version, modelId }: TemplatePlace): string[] => [
  'template',
  personId,
  String(version),
  consentText.purpose,
  modelId,
];
