/** Rows are kept in segments of this many, so that a gallery grows without moving what it holds. */
export const SEGMENT_ROWS = 4096;

/** The templates themselves, as 32-bit floats, and what is taken off each one's dot product when it is ranked. */
export class Rows {
  readonly length: number;
  readonly #segments: { values: Float32Array; half: Float32Array }[] = [];

  /** @param length numbers per row. */
  constructor(length: number) {
    this.length = length;
  }

  /** Copies a row to its place. Places are filled in order. */
  put(index: number, props: { values: Float32Array; half: number }): void {
    if (index === this.#segments.length * SEGMENT_ROWS) {
      this.#segments.push({
        values: new Float32Array(SEGMENT_ROWS * this.length),
        half: new Float32Array(SEGMENT_ROWS),
      });
    }
    this.row(index).set(props.values);
    this.#segments[Math.floor(index / SEGMENT_ROWS)]!.half[index % SEGMENT_ROWS] = props.half;
  }

  row(index: number): Float32Array {
    const { values } = this.#segments[Math.floor(index / SEGMENT_ROWS)]!;
    const start = (index % SEGMENT_ROWS) * this.length;
    return values.subarray(start, start + this.length);
  }

  half(index: number): number {
    return this.#segments[Math.floor(index / SEGMENT_ROWS)]!.half[index % SEGMENT_ROWS]!;
  }

  blank(index: number): void {
    this.row(index).fill(0);
  }
}
