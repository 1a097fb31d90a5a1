import { type FrameWithFace, found, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

/** What a head can do in one second, and by how much measuring errs. */
const MOST = {
  /** Shift of the face, in its own sizes. */
  shift: { still: 0.25, perSecond: 1.2 },
  /** Logarithm of its growth. */
  growth: { still: 0.1, perSecond: 0.7 },
  yaw: { still: 12, perSecond: 130 },
} as const;
/** The share of the rim's tiles that may change by more than this part of the mean brightness, or than these levels. */
const PLACE = { part: 0.2, levels: 6, share: 0.3 } as const;
const LONGEST_GAP_MS = 12_000;

/**
 * One unbroken take: between neighbouring frames neither head nor place jumps. Frames cut in from another recording jump,
 * unless it was made in the same place and pose.
 */
export function unbrokenTake(frames: readonly Observation[]): Evidence {
  const seen = withFace(frames);
  if (seen.length < 2) return unclear('unbroken', 'no_face', seen.length);
  const strains = seen.slice(1).map((frame, i) => strain(seen[i]!, frame));
  const score = 1 - Math.max(...strains);
  const measured = { score, threshold: 0, n: seen.length };
  if (score < 0) return found('unbroken', { ...measured, outcome: 'failed', reason: 'sequence_broken' });
  const gap = Math.max(...frames.slice(1).map(({ at }, i) => at - frames[i]!.at));
  const outcome = gap <= LONGEST_GAP_MS ? 'passed' : 'inconclusive';
  return found('unbroken', { ...measured, outcome, reason: 'too_long_between_frames' });
}

/** The largest change between two frames as a share of what is possible in the time between them. */
function strain(before: FrameWithFace, after: FrameWithFace): number {
  const seconds = Math.min(2, (after.at - before.at) / 1000);
  const most = ({ still, perSecond }: { still: number; perSecond: number }) => still + perSecond * seconds;
  const [one, other] = [before.face, after.face];
  const middle = ({ box: [x, y, width, height] }: typeof one) => [x + width / 2, y + height / 2] as const;
  const [[x, y], [u, v]] = [middle(one), middle(other)];
  return Math.max(
    Math.hypot(u - x, v - y) / one.box[3] / most(MOST.shift),
    Math.abs(Math.log(other.size / one.size)) / most(MOST.growth),
    Math.abs(other.pose.yaw - one.pose.yaw) / most(MOST.yaw),
    changedRim(before, after) / PLACE.share,
  );
}

const COLUMNS = 16;

/** Share of the outermost tiles that changed, brightness of the whole rim taken out: exposure is not a place. */
function changedRim({ tiles: one }: Observation, { tiles: other }: Observation): number {
  const rim = [...one.keys()].filter((i) => {
    const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
    return column < 2 || column >= COLUMNS - 2 || row < 1;
  });
  const changes = rim.map((i) => other[i]! - one[i]!);
  const usual = changes.toSorted((a, b) => a - b)[changes.length >> 1]!;
  const mean = rim.reduce((sum, i) => sum + one[i]! + other[i]!, 0) / rim.length / 2;
  const changed = Math.max(PLACE.levels, PLACE.part * mean);
  return changes.filter((change) => Math.abs(change - usual) > changed).length / rim.length;
}
