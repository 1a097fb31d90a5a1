/** Points of MediaPipe's 468-point face mesh by name. Left and right are the person's own. */

export const NOSE_TIP = 4;
export const CHIN = 152;
export const FOREHEAD = 10;
export const RIGHT_EYE = { outer: 33, inner: 133 } as const;
export const LEFT_EYE = { outer: 263, inner: 362 } as const;
export const INNER_LIPS = { upper: 13, lower: 14, right: 78, left: 308 } as const;

/** Points that move with the skull and not with expressions, right side, middle, left side mirrored: pairs share an index. */
const RIGHT = [
  33, 133, 168, 127, 234, 93, 116, 117, 50, 205, 48, 64, 98, 54, 103, 67, 109, 108, 69, 104, 68, 71, 21, 162,
];
const LEFT = [
  263, 362, 168, 356, 454, 323, 345, 346, 280, 425, 278, 294, 327, 284, 332, 297, 338, 337, 299, 333, 298, 301, 251,
  389,
];
export const PAIRS: readonly (readonly [right: number, left: number])[] = RIGHT.map(
  (right, i) => [right, LEFT[i]!] as const,
).filter(([right, left]) => right !== left);
const MIDDLE = [168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8];
export const RIGID: readonly number[] = [...PAIRS.flat(), ...MIDDLE];

/** The outline of the face, from the forehead clockwise in the picture. */
export const OVAL: readonly number[] = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/** Rims of the eyelids from the outer corner to the inner; upper and lower of one index lie above each other. */
export const EYELIDS = {
  right: { upper: [246, 161, 160, 159, 158, 157, 173], lower: [7, 163, 144, 145, 153, 154, 155] },
  left: { upper: [466, 388, 387, 386, 385, 384, 398], lower: [249, 390, 373, 374, 380, 381, 382] },
} as const;

/**
 * Where the 68 landmarks of iBUG lie on the mesh, as far as alignment reads them (27 to 54 and 60 to 67); the others are
 * the nose tip.
 */
const NOSE_TO_MOUTH = [
  168, 197, 5, 4, 75, 97, 2, 326, 305, 33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380, 61, 39, 37, 0, 267,
  269, 291,
];
const INNER_MOUTH = [78, 82, 13, 312, 308, 317, 14, 87];
export const MESH_OF_LANDMARK: readonly number[] = Array.from(
  { length: 68 },
  (_, i) => NOSE_TO_MOUTH[i - 27] ?? INNER_MOUTH[i - 60] ?? NOSE_TIP,
);
