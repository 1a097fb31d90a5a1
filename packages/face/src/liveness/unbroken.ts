import { type FrameWithFace, found, median, unclear, withFace } from './evidence.ts';
import { TILES } from './frame-marks.ts';
import type { Evidence, Observation } from './types.ts';

/** What a head can do in one second, and by how much measuring errs. */
const MOST = {
  /** Shift of the face, in its own sizes. */
  shift: { still: 0.25, perSecond: 1.2 },
  /** Logarithm of its growth. */
  growth: { still: 0.1, perSecond: 0.7 },
  yaw: { still: 12, perSecond: 130 },
} as const;
/**
 * Mean change of the rim's tiles, as a part of their brightness. Of two of its three sides it tells another place from
 * somebody who walks by and changes one. Less of the whole rim is a doubt: once, or twice, because what is cut in
 * has two ends. A room that swings because the phone does goes there too, for a person to judge.
 */
const PLACE = { other: 0.12, doubtOnce: 0.075, doubtTwice: 0.05 } as const;
const LONGEST_GAP_MS = 12_000;

/**
 * One unbroken take: between neighbouring frames neither head nor place jumps. Frames cut in from another recording jump,
 * unless it was made in the same place and pose.
 */
export function unbrokenTake(frames: readonly Observation[]): Evidence {
  const seen = withFace(frames);
  if (seen.length < 2) return unclear('unbroken', 'no_face', seen.length);
  const pairs = seen.slice(1).map((frame, i) => [seen[i]!, frame] as const);
  const places = pairs.map(([before, after]) => changeOfPlace(before, after));
  const place = Math.max(...places.map(({ twoSides }) => twoSides));
  const score = 1 - Math.max(...pairs.map(([before, after]) => strain(before, after)), place / PLACE.other);
  const measured = { score, threshold: 0, n: seen.length };
  if (score < 0) return found('unbroken', { ...measured, outcome: 'failed', reason: 'sequence_broken' });
  const [most = 0, second = 0] = places.map(({ overall }) => overall).sort((a, b) => b - a);
  if (most > PLACE.doubtOnce || second > PLACE.doubtTwice) {
    return found('unbroken', { ...measured, outcome: 'inconclusive', reason: 'place_changed' });
  }
  const gap = Math.max(...frames.slice(1).map(({ at }, i) => at - frames[i]!.at));
  const outcome = gap <= LONGEST_GAP_MS ? 'passed' : 'inconclusive';
  return found('unbroken', { ...measured, outcome, reason: 'too_long_between_frames' });
}

/** The largest change of the head between two frames as a share of what is possible in the time between them. */
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
  );
}

const SIDES = sidesOfRim();
const RIM = SIDES.flat();
/** Of brightness, levels; darker pictures would be divided by next to nothing. */
const DARK = 20;

/** How much the rim changed, brightness of the whole taken out: exposure is not a place. */
function changeOfPlace(
  { tiles: one }: Observation,
  { tiles: other }: Observation,
): { twoSides: number; overall: number } {
  const change = (i: number) => other[i]! - one[i]!;
  const usual = median(RIM.map(change));
  const brightness = Math.max(DARK, RIM.reduce((sum, i) => sum + one[i]! + other[i]!, 0) / RIM.length / 2);
  const mean = (tiles: readonly number[]) =>
    tiles.reduce((sum, i) => sum + Math.abs(change(i) - usual), 0) / tiles.length / brightness;
  return { twoSides: median(SIDES.map(mean)), overall: mean(RIM) };
}

/** Two columns of tiles to the left and to the right, one row above; below are shoulders. */
function sidesOfRim(): number[][] {
  const { columns, rows } = TILES;
  const all = Array.from({ length: columns * rows }, (_, i) => i);
  const column = (i: number) => i % columns;
  return [
    all.filter((i) => column(i) < 2),
    all.filter((i) => column(i) >= columns - 2),
    all.filter((i) => i < columns && column(i) >= 2 && column(i) < columns - 2),
  ];
}
