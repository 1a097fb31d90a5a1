/** A whole check-in as it is sent, for a device to keep until it can be. */
export interface KeptCheckIn {
  /** The Idempotency-Key: however often it is sent, it is one check-in. */
  key: string;
  sessionId: string;
  courseName: string;
  /** When the pictures were complete, by the device's clock: for its owner's eyes. */
  capturedAt: number;
  /** What the route takes: challenge, times, place, the device's signature. */
  body: unknown;
  frames: readonly Blob[];
}

/** One run of bytes: the length of the words, the words, then the pictures. */
export async function pack({ frames, ...words }: KeptCheckIn): Promise<Uint8Array<ArrayBuffer>> {
  const pictures = await Promise.all(frames.map(async (frame) => new Uint8Array(await frame.arrayBuffer())));
  const head = new TextEncoder().encode(
    JSON.stringify({ ...words, frames: frames.map(({ size, type }) => ({ size, type })) }),
  );
  const size = 4 + head.length + pictures.reduce((sum, picture) => sum + picture.length, 0);
  const packed = new Uint8Array(size);
  new DataView(packed.buffer).setUint32(0, head.length);
  let at = 4;
  for (const part of [head, ...pictures]) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

export function unpack(packed: Uint8Array<ArrayBuffer>): KeptCheckIn {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + length))) as Omit<KeptCheckIn, 'frames'> & {
    frames: { size: number; type: string }[];
  };
  let at = 4 + length;
  const frames = head.frames.map(({ size, type }) => {
    const picture = packed.slice(at, at + size);
    at += size;
    return new Blob([picture], { type });
  });
  return { ...head, frames };
}
