import { FLASH_COLOURS, type FlashMode, type LivenessLevel, type StepKind, type Tint } from '@smart-presence/contract';
import { chooseMovements } from '../../biometrics/index.ts';

/** What one challenge asks for. Steps and colours are a secret of the server until each is revealed. */
export interface ChallengePlan {
  level: LivenessLevel;
  steps: StepKind[];
  /** Of the `flash` step; empty without one. Absent in challenges that were begun before there were colours. */
  colours?: Tint[];
  /** The student cannot or will not make the movements: a teacher decides. */
  asksTeacher: boolean;
  /** The policy expects colours and the student declined them: a teacher decides. */
  lacksFlashes?: boolean;
}

export interface PlanWanted {
  level: LivenessLevel;
  asksTeacher: boolean;
  flashMode: FlashMode;
  /** The student accepts colours on the screen. */
  flashes: boolean;
}

export const makePlan = ({ level, asksTeacher, flashMode, flashes }: PlanWanted): ChallengePlan => {
  if (asksTeacher && level !== 'off') return { level, steps: [], asksTeacher };
  const withFlashes = flashes && flashMode !== 'off';
  const lacksFlashes = level !== 'off' && flashMode === 'expect' && !flashes;
  return { level, ...chooseMovements({ level, withFlashes }), asksTeacher: false, lacksFlashes };
};

/** A list is what challenges held before there were movements: one may be under way during an update. */
export const planOf = ({ steps }: { steps: string }): ChallengePlan => {
  const plan = JSON.parse(steps) as ChallengePlan | string[];
  return Array.isArray(plan) ? { level: 'off', steps: [], asksTeacher: false } : plan;
};

export const revealedOf = ({ revealed }: { revealed: string }): number[] => JSON.parse(revealed) as number[];

/** Pictures are of the colours in their order, one each. */
export const picturesOf = (kind: StepKind, few: { min: number; max: number }): { min: number; max: number } =>
  kind === 'flash' ? { min: FLASH_COLOURS, max: FLASH_COLOURS } : few;
