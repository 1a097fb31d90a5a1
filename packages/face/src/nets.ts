/** A loaded net with one input and one output, whatever runs it. */
export interface Net {
  /** @returns the output's numbers, row by row. They may be overwritten by the next run. */
  run(input: Uint8Array | Float32Array, shape: readonly number[]): Promise<Float32Array>;
}

/** The nets of the pipeline. `detector` and `descriptor` may be missing where only guidance is wanted. */
export interface Nets {
  readonly detector: Net;
  readonly fastDetector: Net;
  readonly landmarks: Net;
  readonly descriptor: DescriptorNet;
}

/** A descriptor net with what it expects: see `align.ts` for the alignments. */
export interface DescriptorNet {
  readonly net: Net;
  readonly alignment: 'dlib' | 'arcface';
  /** Side of the square chip, px. */
  readonly side: number;
  readonly dimensions: number;
  /** Descriptors are scaled to unit length (cosine metric expressed as L2). */
  readonly unitLength: boolean;
}
