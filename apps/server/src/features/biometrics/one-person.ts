import { distanceBetween } from '@smart-presence/face';

/** @returns the largest distance between any two; 0 for fewer than two. */
export const spreadOf = (descriptors: readonly Float32Array[]): number => {
  let largest = 0;
  descriptors.forEach((one, index) => {
    for (const other of descriptors.slice(index + 1)) largest = Math.max(largest, distanceBetween(one, other));
  });
  return largest;
};
