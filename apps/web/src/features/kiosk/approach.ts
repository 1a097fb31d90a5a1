import type { Guidance, GuidedFace } from '@smart-presence/face/browser';

/** What the person in front of a kiosk should do now. */
export type DoorHint = 'ready' | 'closer' | 'alone' | 'light' | 'look' | 'approach' | 'still';

/** A picture that was kept, and how large the face was in it. */
export interface KeptFrame<P> {
  picture: P;
  /** Milliseconds of a clock that never goes back. */
  at: number;
  /** Shorter side of the face, px. */
  size: number;
}

/** One person in front of the camera, from when they were first seen. */
export interface Approach<P> {
  /** When the face was first seen near enough to matter; null while there is none. */
  since: number | null;
  frames: readonly KeptFrame<P>[];
  lastBox: GuidedFace['box'] | null;
  lastSeenAt: number;
}

export const nobodyThere = <P>(): Approach<P> => ({ since: null, frames: [], lastBox: null, lastSeenAt: -Infinity });

const limits = {
  /** Shares of the frame's shorter side: a face further away belongs to somebody who only walks by. */
  noticed: 0.12,
  near: 0.24,
  /** A second face smaller than this share of the first is behind it. */
  companion: 0.4,
  yaw: 28,
  pitch: 25,
  darkScene: 0.12,
  /** How much larger the face has to become where an approach is wanted: somewhat more than the server asks for. */
  grown: 1.42,
  fewest: 4,
  fewestOfApproach: 5,
  most: 8,
  /** Milliseconds. */
  apart: 150,
  longest: 6_000,
  gone: 700,
} as const;

export interface Look {
  guidance: Guidance;
  at: number;
  wantsApproach: boolean;
}

export interface Step<P> {
  approach: Approach<P>;
  hint: DoorHint;
  /** Whether this frame belongs to the pictures: encode it and `keep` it. */
  takes: boolean;
}

/** Takes in what the camera sees now. The nearest face alone counts. */
export function look<P>(before: Approach<P>, { guidance, at, wantsApproach }: Look): Step<P> {
  const side = Math.min(guidance.width, guidance.height);
  const [face, other] = guidance.faces;
  if (!face || sizeOf(face) < limits.noticed * side) {
    const isGone = at - before.lastSeenAt > limits.gone;
    const hint = !face && guidance.light < limits.darkScene ? 'light' : 'ready';
    return { approach: isGone ? nobodyThere() : before, hint, takes: false };
  }
  const isAnother = before.lastBox !== null && isElsewhere(before.lastBox, face.box);
  const start = isAnother ? nobodyThere<P>() : before;
  const approach: Approach<P> = {
    since: start.since ?? at,
    frames: start.frames.filter((frame) => at - frame.at <= limits.longest),
    lastBox: face.box,
    lastSeenAt: at,
  };
  const hint = hintFor({ face, other, side, wantsApproach, frames: approach.frames });
  const last = approach.frames.at(-1);
  const isUsable = !face.quality.issues.includes('blurred') && !face.quality.issues.includes('cut_off');
  const takes = isUsable && hint !== 'alone' && (!last || at - last.at >= limits.apart);
  return { approach, hint, takes };
}

/** Adds the picture of the newest look. Of too many the one that is missed least goes: never the first or the last. */
export function keep<P>(approach: Approach<P>, frame: KeptFrame<P>): Approach<P> {
  const frames = [...approach.frames, frame];
  if (frames.length <= limits.most) return { ...approach, frames };
  const gaps = frames.slice(1, -1).map((_, i) => (frames[i + 2]?.at ?? 0) - (frames[i]?.at ?? 0));
  const missedLeast = gaps.indexOf(Math.min(...gaps)) + 1;
  return { ...approach, frames: frames.filter((_, i) => i !== missedLeast) };
}

/** Whether the pictures are enough to ask who it is. */
export function isReady<P>({ frames }: Approach<P>, wantsApproach: boolean): boolean {
  if (!wantsApproach) return frames.length >= limits.fewest;
  return frames.length >= limits.fewestOfApproach && hasGrown(frames);
}

function hasGrown<P>(frames: readonly KeptFrame<P>[]): boolean {
  const [first, last] = [frames[0], frames.at(-1)];
  return first !== undefined && last !== undefined && last.size >= first.size * limits.grown;
}

interface HintFor {
  face: GuidedFace;
  other: GuidedFace | undefined;
  side: number;
  wantsApproach: boolean;
  frames: readonly KeptFrame<unknown>[];
}

function hintFor({ face, other, side, wantsApproach, frames }: HintFor): DoorHint {
  if (wantsApproach && other && sizeOf(other) > limits.companion * sizeOf(face)) return 'alone';
  if (sizeOf(face) < limits.near * side || face.quality.issues.includes('too_small')) return 'closer';
  if (face.quality.issues.includes('too_dark') || face.quality.issues.includes('too_bright')) return 'light';
  if (Math.abs(face.pose.yaw) > limits.yaw || Math.abs(face.pose.pitch) > limits.pitch) return 'look';
  if (wantsApproach && frames.length >= limits.fewestOfApproach && !hasGrown(frames)) return 'approach';
  return 'still';
}

export const sizeOf = ({ box: [, , width, height] }: Pick<GuidedFace, 'box'>): number => Math.min(width, height);

/** Between two looks a face that moved by more than half its size is another person's. */
function isElsewhere(before: GuidedFace['box'], now: GuidedFace['box']): boolean {
  const middle = ([x, y, width, height]: GuidedFace['box']) => [x + width / 2, y + height / 2] as const;
  const [[x, y], [u, v]] = [middle(before), middle(now)];
  const size = Math.min(before[2], before[3]);
  const other = Math.min(now[2], now[3]);
  return Math.hypot(u - x, v - y) > 0.6 * size || other > 1.6 * size || other < 0.6 * size;
}
