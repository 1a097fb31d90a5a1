/** Coarse marks of an aligned face: what tells at once that two frames show the same face in the same pose. */

const BLOCKS = 15;
/** Hair and background are left out. */
const MARGIN = 2;
const KEPT = BLOCKS - 2 * MARGIN;

/**
 * Brightness of 11 × 11 blocks around the middle of an aligned square, mean taken out and scaled to length 1, so that neither light
 * nor contrast counts.
 * @param chip RGB, `side` × `side` pixels.
 */
export function chipMarks(chip: Uint8Array, side: number): Float32Array {
  const edge = (block: number) => Math.round((block * side) / BLOCKS);
  const marks = new Float32Array(KEPT * KEPT);
  for (let i = 0; i < marks.length; i++) {
    const [row, column] = [Math.floor(i / KEPT) + MARGIN, (i % KEPT) + MARGIN];
    const [top, bottom, left, right] = [edge(row), edge(row + 1), edge(column), edge(column + 1)];
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      const end = (y * side + right) * 3;
      for (let at = (y * side + left) * 3; at < end; at += 3) {
        sum += 0.299 * chip[at]! + 0.587 * chip[at + 1]! + 0.114 * chip[at + 2]!;
      }
    }
    marks[i] = sum / ((bottom - top) * (right - left));
  }
  const mean = marks.reduce((sum, mark) => sum + mark, 0) / marks.length;
  const length = Math.hypot(...marks.map((mark) => mark - mean)) || 1;
  return marks.map((mark) => (mark - mean) / length);
}

/** Correlation from which on two frames show one face. Between people in one place and pose it was .965 at most, see `docs/liveness.md`. */
const SAME_FACE = 0.98;

/** @param one and `other`: of `chipMarks`. */
export function showSameFace(one: Float32Array, other: Float32Array): boolean {
  return one.reduce((sum, mark, i) => sum + mark * other[i]!, 0) > SAME_FACE;
}
