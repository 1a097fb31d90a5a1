/** `first`: the student's first device ever; `new`: not one they have used before; `none`: the browser showed no key. */
export type DeviceFinding = 'known' | 'first' | 'new' | 'none';

export interface DeviceFacts {
  thumbprint: string | null;
  /** Every device this student has checked in with, also removed ones. */
  own: readonly { thumbprint: string; knownSince: number | null; removedAt: number | null }[];
}

/** What a device says about the student. Removing one's devices does not make the next one the first again. */
export const judgeDevice = ({ thumbprint, own }: DeviceFacts): DeviceFinding => {
  if (thumbprint === null) return 'none';
  const known = own.filter((device) => device.knownSince !== null);
  if (known.length === 0) return 'first';
  return known.some((device) => device.thumbprint === thumbprint && device.removedAt === null) ? 'known' : 'new';
};
