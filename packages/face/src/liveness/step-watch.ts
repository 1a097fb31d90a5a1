import type { StepKind } from './types.ts';

/**
 * Guidance while a challenge runs: how far the person has come with the step on the screen. Works on what the camera worker
 * knows already (`GuidedFace`), without another net, and decides nothing: the server judges the frames.
 */
export interface HeadPose {
  readonly pose: { readonly yaw: number; readonly pitch: number };
  /** `[x, y, width, height]`, px. */
  readonly box: readonly [number, number, number, number];
}

export interface StepProgress {
  /** 0 to 1, for a ring that fills; stays at its highest. */
  readonly share: number;
  /** The movement is large enough for the server, give or take. */
  readonly done: boolean;
}

/**
 * Degrees from rest, more than the server asks for: the 68 points of guidance see rendered heads turned by 25 to 32° as 33°,
 * the mesh that decides as 22 to 29°. A nod of 13° is seen by that mesh as 7 to 18°, and a picture is taken a moment later, too.
 */
const TURN = 33;
const NOD = 13;
const GROWTH = 1.45;
/** Neither lids nor lips are seen well enough by the small nets; these steps and flashes are given time instead. */
const TIMED_MS: Readonly<Partial<Record<StepKind, number>>> = { blink: 1800, 'open-mouth': 1800 };

export class StepWatch {
  readonly #kind: StepKind;
  readonly #rest: HeadPose;
  readonly #durationMs: number;
  #start: number | undefined;
  #share = 0;

  /**
   * @param rest the head before the challenge, looking at the camera.
   * @param durationMs of steps that take their time; for flashes the length of the code.
   */
  constructor({ kind, rest, durationMs }: { kind: StepKind; rest: HeadPose; durationMs?: number }) {
    this.#kind = kind;
    this.#rest = rest;
    this.#durationMs = durationMs ?? TIMED_MS[kind] ?? 0;
  }

  /** @param at milliseconds, of any clock that rises. */
  look(head: HeadPose, at: number): StepProgress {
    this.#start ??= at;
    const share = this.#moved(head) ?? (this.#durationMs > 0 ? (at - this.#start) / this.#durationMs : 1);
    this.#share = Math.max(this.#share, Math.min(1, Math.max(0, share)));
    return { share: this.#share, done: this.#share >= 1 };
  }

  #moved({ pose, box }: HeadPose): number | undefined {
    const rest = this.#rest;
    switch (this.#kind) {
      case 'turn-left':
        return (pose.yaw - rest.pose.yaw) / TURN;
      case 'turn-right':
        return (rest.pose.yaw - pose.yaw) / TURN;
      case 'look-up':
        return (pose.pitch - rest.pose.pitch) / NOD;
      case 'look-down':
        return (rest.pose.pitch - pose.pitch) / NOD;
      case 'come-closer':
        return (box[2] / rest.box[2] - 1) / (GROWTH - 1);
      default:
        return undefined;
    }
  }
}
