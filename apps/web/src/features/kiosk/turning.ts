import type { KioskTurn } from '@smart-presence/contract';
import { type HeadPose, StepWatch } from '@smart-presence/face/liveness';
import type { FrameGrabber } from '../../camera/frame-grabber.ts';
import type { Guide } from '../../camera/guidance.ts';
import { isMoment, picturesOf } from '../../camera/step-plan.ts';
import type { KeptFrame } from './approach.ts';
import { sizeOf } from './approach.ts';

export interface TurnFrame extends KeptFrame<Blob> {
  /** Of the turns, from 1: 0 is for the way to the door. */
  step: number;
}

interface Turning {
  guide: Guide;
  grabber: FrameGrabber;
  turns: readonly KioskTurn[];
  /** How the head was held before. */
  rest: HeadPose;
  tell: (turn: KioskTurn) => void;
  signal: AbortSignal;
}

/** Who does not turn, or walks away, is not waited for. */
const patienceMs = 6_000;
const goneMs = 1_200;

/** Pictures of the turns, one after the other; null when nobody turned. */
export async function captureTurns(turning: Turning): Promise<TurnFrame[] | null> {
  const frames: TurnFrame[] = [];
  for (const [index, kind] of turning.turns.entries()) {
    turning.tell(kind);
    const own = await captureTurn(turning, { kind, step: index + 1 });
    if (!own) return null;
    frames.push(...own);
  }
  return frames;
}

async function captureTurn(
  { guide, grabber, rest, signal }: Turning,
  { kind, step }: { kind: KioskTurn; step: number },
): Promise<TurnFrame[] | null> {
  const begun = performance.now();
  const watch = new StepWatch({ kind, rest });
  const frames: TurnFrame[] = [];
  let seenAt = begun;
  let share = 0;
  while (frames.length < picturesOf(kind)) {
    if (signal.aborted) return null;
    const bitmap = await grabber.grab();
    const face = bitmap && (await guide.look(bitmap))?.faces[0];
    const at = performance.now();
    if (at - begun > patienceMs || at - seenAt > goneMs) return null;
    if (face) {
      seenAt = at;
      share = Math.max(share, watch.look(face, at).share);
      const last = frames.at(-1);
      const moment = { kind, taken: frames.length, share, elapsed: at - begun, sinceLast: last ? at - last.at : null };
      if (isMoment(moment)) frames.push({ picture: await grabber.encode(), at, size: sizeOf(face), step });
    }
    await nextFrame();
  }
  return frames;
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
