/**
 * What a browser may tell about its camera. Everything here can be forged and some of it is true of honest people, so these
 * are hints for a reviewer, never evidence.
 */
export interface CameraReport {
  /** `MediaStreamTrack.label`; empty when the browser hides it. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** When frames came, ms, as the page saw them. */
  readonly frameTimes: readonly number[];
}

export type CameraHint =
  | 'virtual_camera_name'
  | 'no_camera_name'
  | 'unusual_size'
  | 'frames_too_regular'
  | 'frames_too_slow'
  | 'times_not_rising';

/** Programs that show a video or an altered face as a camera, as they call themselves. */
const VIRTUAL =
  /\b(obs|virtual|v4l2loopback|dummy video|manycam|snap ?camera|xsplit|splitcam|droidcam|iriun|epoccam|camtwist|e2esoft|vcam|webcamoid|unity video|deepfacelive|akvcam|mmhmm|fake)/i;
/** Height over width that cameras have, upright or lying. */
const SHAPES = [3 / 4, 9 / 16, 10 / 16, 1, 2 / 3];
/** Real cameras and busy pages jitter; a deviation below this share of the pace is a machine's. */
const REGULAR = 0.002;
const SLOWEST_MS = 400;
const LEAST_TIMES = 8;

export function cameraHints({ label, width, height, frameTimes }: CameraReport): CameraHint[] {
  const gaps = frameTimes.slice(1).map((time, i) => time - frameTimes[i]!);
  const judged = gaps.length >= LEAST_TIMES - 1;
  const pace = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length);
  const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - pace) ** 2, 0) / Math.max(1, gaps.length));
  const shape = Math.min(width, height) / Math.max(width, height);
  const checks: [CameraHint, boolean][] = [
    ['virtual_camera_name', VIRTUAL.test(label)],
    ['no_camera_name', label.trim() === ''],
    ['unusual_size', !(width > 0 && height > 0) || SHAPES.every((usual) => Math.abs(usual - shape) > 0.02)],
    ['times_not_rising', gaps.some((gap) => !(gap > 0))],
    ['frames_too_regular', judged && spread < pace * REGULAR],
    ['frames_too_slow', judged && pace > SLOWEST_MS],
  ];
  return checks.filter(([, holds]) => holds).map(([hint]) => hint);
}
