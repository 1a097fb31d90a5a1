/** The few pieces of the protobuf wire format that an ONNX file needs. Each function returns one encoded field. */

export type Bytes = Uint8Array;

export function varint(value: number | bigint): Bytes {
  const bytes: number[] = [];
  // Negative int64 travel as their 64-bit two's complement, ten bytes long.
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export function concat(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const key = (field: number, wireType: number): Bytes => varint((field << 3) | wireType);

export const integer = (field: number, value: number | bigint): Bytes => concat([key(field, 0), varint(value)]);

export const bytes = (field: number, value: Bytes): Bytes => concat([key(field, 2), varint(value.length), value]);

export const text = (field: number, value: string): Bytes => bytes(field, new TextEncoder().encode(value));

export const message = (field: number, parts: readonly Bytes[]): Bytes => bytes(field, concat(parts));

export function float(field: number, value: number): Bytes {
  return concat([key(field, 5), new Uint8Array(Float32Array.of(value).buffer)]);
}
