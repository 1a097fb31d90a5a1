/**
 * Bits in which two keyed hashes of one key differ. Unrelated pictures differ in about half of them (128 of 256).
 * @throws RangeError when their lengths differ: they are not of one kind.
 */
export function hashDistance(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) throw new RangeError('Only hashes of one kind can be compared.');
  let bits = 0;
  for (let i = 0; i < one.length; i++) {
    for (let rest = one[i]! ^ other[i]!; rest > 0; rest &= rest - 1) bits++;
  }
  return bits;
}
