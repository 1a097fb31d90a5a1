/** 8-bit pixels, row by row, RGB or RGBA (alpha is ignored). Pixel (i, j) covers [i, i+1) × [j, j+1). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
