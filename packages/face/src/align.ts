import { fitSimilarity, invert, type Similarity } from './geometry.ts';
import { cutSquare, type Picture } from './pixels.ts';
import type { Point } from './types.ts';

/**
 * Mean face of landmarks 17 to 67 as dlib's `get_face_chip_details` uses it (dlib/image_transforms/interpolation.h),
 * in a unit square from brows to chin; x then y per point.
 */
const MEAN_SHAPE: readonly Point[] = [
  ...([
    [0.000213256, 0.106454],
    [0.0752622, 0.038915],
    [0.18113, 0.0187482],
    [0.29077, 0.0344891],
  ] as const),
  ...([
    [0.393397, 0.0773906],
    [0.586856, 0.0773906],
    [0.689483, 0.0344891],
    [0.799124, 0.0187482],
  ] as const),
  ...([
    [0.904991, 0.038915],
    [0.98004, 0.106454],
    [0.490127, 0.203352],
    [0.490127, 0.307009],
  ] as const),
  ...([
    [0.490127, 0.409805],
    [0.490127, 0.515625],
    [0.36688, 0.587326],
    [0.426036, 0.609345],
  ] as const),
  ...([
    [0.490127, 0.628106],
    [0.554217, 0.609345],
    [0.613373, 0.587326],
    [0.121737, 0.216423],
  ] as const),
  ...([
    [0.187122, 0.178758],
    [0.265825, 0.179852],
    [0.334606, 0.231733],
    [0.260918, 0.245099],
  ] as const),
  ...([
    [0.182743, 0.244077],
    [0.645647, 0.231733],
    [0.714428, 0.179852],
    [0.793132, 0.178758],
  ] as const),
  ...([
    [0.858516, 0.216423],
    [0.79751, 0.244077],
    [0.719335, 0.245099],
    [0.254149, 0.780233],
  ] as const),
  ...([
    [0.340985, 0.745405],
    [0.428858, 0.727388],
    [0.490127, 0.742578],
    [0.551395, 0.727388],
  ] as const),
  ...([
    [0.639268, 0.745405],
    [0.726104, 0.780233],
    [0.642159, 0.864805],
    [0.556721, 0.902192],
  ] as const),
  ...([
    [0.490127, 0.909281],
    [0.423532, 0.902192],
    [0.338094, 0.864805],
    [0.290379, 0.784792],
  ] as const),
  ...([
    [0.428096, 0.778746],
    [0.490127, 0.785343],
    [0.552157, 0.778746],
    [0.689874, 0.784792],
  ] as const),
  ...([
    [0.553364, 0.824182],
    [0.490127, 0.831803],
    [0.42689, 0.824182],
  ] as const),
];
const FIRST = 17;
/** Brows (17–26) and lower lip (55–59) move too much with expression; dlib leaves them out, and so was the net trained. */
const STEADY = MEAN_SHAPE.map((_, i) => i + FIRST).filter((i) => i >= 27 && !(i >= 55 && i <= 59));
const PADDING = 0.25;

/** Eyes, nose tip and mouth corners in the 112 px chip that ArcFace-style nets are trained on (insightface). */
const ARCFACE_SHAPE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

export type Alignment = 'dlib' | 'arcface';

/** The map from a chip of `side` pixels to the picture. */
export function chipPlacement(landmarks: readonly Point[], side: number, alignment: Alignment = 'dlib'): Similarity {
  return invert(alignment === 'dlib' ? dlibFit(landmarks, side) : arcfaceFit(landmarks, side));
}

function dlibFit(landmarks: readonly Point[], side: number): Similarity {
  const place = (share: number) => ((PADDING + share) / (2 * PADDING + 1)) * side;
  const target = STEADY.map((i): Point => {
    const [x, y] = MEAN_SHAPE[i - FIRST]!;
    return [place(x), place(y)];
  });
  return fitSimilarity(
    STEADY.map((i) => landmarks[i]!),
    target,
  );
}

function arcfaceFit(landmarks: readonly Point[], side: number): Similarity {
  const between = (first: number, last: number): Point => {
    let [x, y] = [0, 0];
    for (let i = first; i <= last; i++) {
      x += landmarks[i]![0];
      y += landmarks[i]![1];
    }
    return [x / (last - first + 1), y / (last - first + 1)];
  };
  const five = [between(36, 41), between(42, 47), landmarks[30]!, landmarks[48]!, landmarks[54]!];
  return fitSimilarity(
    five,
    ARCFACE_SHAPE.map(([x, y]): Point => [(x / 112) * side, (y / 112) * side]),
  );
}

/** One upright chip, RGB, `side` × `side`. */
export function cutChip(picture: Picture, placement: Similarity, side: number): Uint8Array {
  const chip = new Uint8Array(side * side * 3);
  cutSquare(picture, placement, side, chip);
  return chip;
}
