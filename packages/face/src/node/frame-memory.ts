import type { Picture } from '../picture.ts';

/** A frame of 640 × 640; larger ones are left where they were decoded. */
const LARGEST = 640 * 640 * 3;
/** As many as a sequence usually has, and some more. */
const MOST = 16;

export interface FrameMemory {
  /** Moves a decoded frame into memory that is used again. The picture handed in is empty afterwards. */
  hold(picture: Picture): Picture;
  /** Overwrites every held frame with zeros; none may be read any more. */
  wipe(): void;
}

/**
 * Holds the frames of one sequence after another in the same memory. Freshly allocated each time, eleven megabytes of pixels made the
 * collector of garbage look through the whole heap for every sequence, some 10 of 150 ms of processor time; and pixels lay
 * about until it did.
 */
export function createFrameMemory(): FrameMemory {
  const slots: Uint8Array[] = [];
  let used = 0;
  return {
    hold(picture) {
      const { data } = picture;
      if (data.length > LARGEST || used >= MOST) return picture;
      if ((slots[used]?.length ?? 0) < data.length) slots[used] = new Uint8Array(data.length);
      const held = slots[used++]!.subarray(0, data.length);
      held.set(data);
      if (data.buffer instanceof ArrayBuffer && data.length === data.buffer.byteLength) data.buffer.transfer(0);
      return { ...picture, data: held };
    },
    wipe() {
      for (const slot of slots.slice(0, used)) slot.fill(0);
      used = 0;
    },
  };
}
