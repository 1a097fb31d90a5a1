import type { FrameIssue } from '@smart-presence/contract';
import { type Face, makeTemplate } from '@smart-presence/face';
import { fail } from '../../platform/http/index.ts';
import { pickFace } from './pick-face.ts';

/** What became of one picture sent for enrolment. */
export type SeenFrame = { faces: readonly Face[] } | 'unreadable';

export interface JudgedFrames {
  frames: { index: number; issues: FrameIssue[] }[];
  /** How many frames have no issue. */
  good: number;
  /** Mean of the good frames; undefined without any. Overwrite it after use. */
  values: Float32Array | undefined;
}

/** At a desk or alone with the camera there is no crowd: a face a third as large as the main one is a second person. */
const COMPANION_SHARE = 0.33;

/**
 * Says of each picture what is wrong with it for enrolment. Pictures of somebody else than most of them show are
 * named `other_person`.
 * @param samePerson L2 distance up to which two pictures show one person.
 * @throws AppError `enrolment_mixed_faces` when no one person is on more than half of the good pictures.
 */
export const judgeFrames = (seen: readonly SeenFrame[], samePerson: number): JudgedFrames => {
  const judged = seen.map((frame) => judgeFrame(frame));
  const good = judged.filter((frame): frame is GoodFrame => frame.descriptor !== undefined);
  const template = good.length > 0 ? templateOf(good, samePerson) : undefined;
  for (const { frame } of template?.outliers ?? []) good[frame]?.issues.push('other_person');
  const frames = judged.map(({ issues }, index) => ({ index, issues }));
  return { frames, good: template?.frames.length ?? 0, values: template?.descriptor };
};

const templateOf = (good: readonly GoodFrame[], samePerson: number) => {
  const descriptors = good.map(({ descriptor }) => descriptor);
  const template = makeTemplate({ descriptors, sameWithin: samePerson });
  for (const descriptor of descriptors) descriptor.fill(0);
  return template.onePerson ? template : fail('enrolment_mixed_faces');
};

interface JudgedFrame {
  issues: FrameIssue[];
  /** Only of a frame that is good by itself. */
  descriptor?: Float32Array;
}
type GoodFrame = Required<JudgedFrame>;

const judgeFrame = (seen: SeenFrame): JudgedFrame => {
  if (seen === 'unreadable') return { issues: ['unreadable'] };
  const { face, count } = pickFace(seen.faces, COMPANION_SHARE);
  if (!face) return { issues: [count === 0 ? 'no_face' : 'several_faces'] };
  if (face.quality.issues.length > 0) return { issues: [...face.quality.issues] };
  if (!face.descriptor) return { issues: ['no_face'] };
  return { issues: [], descriptor: face.descriptor };
};
