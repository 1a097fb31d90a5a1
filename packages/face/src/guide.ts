import { chipPlacement, cutChip } from './align.ts';
import { detectFast } from './detect.ts';
import type { Scored } from './geometry.ts';
import { boxOfLandmarks, findLandmarks } from './landmarks.ts';
import type { Net } from './nets.ts';
import type { Picture } from './pixels.ts';
import { judge } from './quality.ts';
import { followBox } from './track.ts';
import type { Face, Point } from './types.ts';

/** A face as guidance sees it: no descriptor. `tracked` faces were followed from the frame before, not detected. */
export interface GuidedFace extends Omit<Face, 'descriptor'> {
  tracked: boolean;
}

export interface Guidance {
  width: number;
  height: number;
  /** Largest first. While one face is followed only that one is listed; others are noticed within ten frames. */
  faces: GuidedFace[];
  /** Mean luminance of the whole frame, 0 to 1: in the dark no face is found at all, and this says why. */
  light: number;
  /** Wall-clock milliseconds of this frame. */
  ms: { detect: number; landmarks: number; total: number };
}

interface GuideProps {
  fastDetector: Net;
  landmarks: Net;
  /** Longer side of the detector's input, px. */
  inputSize: number;
}

const CHIP = 150;
const MIN_SCORE = 0.4;
/** A followed face is searched for again after so many frames, to notice a second person. */
const FOLLOW_FRAMES = 9;

/** Looks at the frames of one camera, one after another; remembers the face it follows. Pixels in, judgement out. */
export class Guide {
  readonly #props: GuideProps;
  #before: readonly Point[] | undefined;
  #followed = 0;

  constructor(props: GuideProps) {
    this.#props = props;
  }

  reset(): void {
    this.#before = undefined;
    this.#followed = 0;
  }

  async look(picture: Picture): Promise<Guidance> {
    const start = performance.now();
    const { boxes, tracked } = await this.#findBoxes(picture);
    const detected = performance.now();
    const landmarks = await findLandmarks(
      this.#props.landmarks,
      picture,
      boxes.map(({ box }) => box),
    );
    const faces = landmarks.map((points, i) => describe(picture, points, { ...boxes[i]!, tracked }));
    faces.sort((one, other) => other.box[2] * other.box[3] - one.box[2] * one.box[3]);
    this.#before = faces.length === 1 ? faces[0]!.landmarks : undefined;
    const end = performance.now();
    const ms = { detect: detected - start, landmarks: end - detected, total: end - start };
    return { width: picture.width, height: picture.height, faces, light: lightOf(picture), ms };
  }

  async #findBoxes(picture: Picture): Promise<{ boxes: Scored[]; tracked: boolean }> {
    const { fastDetector, inputSize } = this.#props;
    if (this.#before && this.#followed < FOLLOW_FRAMES) {
      const followed = await followBox(fastDetector, picture, this.#before);
      if (followed) {
        this.#followed++;
        return { boxes: [followed], tracked: true };
      }
    }
    this.#followed = 0;
    return {
      boxes: await detectFast(fastDetector, picture, { longSide: inputSize, minScore: MIN_SCORE }),
      tracked: false,
    };
  }
}

/** The box is drawn from the landmarks, so that it does not jump between detected and followed frames. */
function describe(picture: Picture, landmarks: Point[], { score, tracked }: Scored & { tracked: boolean }): GuidedFace {
  const box = boxOfLandmarks(landmarks);
  const chip = cutChip(picture, chipPlacement(landmarks, CHIP), CHIP);
  return { box, score, landmarks, ...judge({ box, landmarks, picture, chip, side: CHIP }), tracked };
}

/** A sample of a few thousand pixels is enough. */
function lightOf({ width, height, channels, data }: Picture): number {
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 4096)));
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const at = (y * width + x) * channels;
      sum += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      count++;
    }
  }
  return count ? sum / count / 255 : 0;
}
