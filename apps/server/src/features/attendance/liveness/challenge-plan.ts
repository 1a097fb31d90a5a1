import type { LivenessLevel, StepKind } from '@smart-presence/contract';
import { chooseMovements } from '../../biometrics/index.ts';

/** What one challenge asks for. The steps are a secret of the server until each is revealed. */
export interface ChallengePlan {
  level: LivenessLevel;
  steps: StepKind[];
  /** The student cannot or will not make the movements: a teacher decides. */
  asksTeacher: boolean;
}

export interface PlanWanted {
  level: LivenessLevel;
  asksTeacher: boolean;
}

export const makePlan = ({ level, asksTeacher }: PlanWanted): ChallengePlan =>
  asksTeacher && level !== 'off'
    ? { level, steps: [], asksTeacher }
    : { level, steps: chooseMovements(level), asksTeacher: false };

/** A list is what challenges held before there were movements: one may be under way during an update. */
export const planOf = ({ steps }: { steps: string }): ChallengePlan => {
  const plan = JSON.parse(steps) as ChallengePlan | string[];
  return Array.isArray(plan) ? { level: 'off', steps: [], asksTeacher: false } : plan;
};

export const revealedOf = ({ revealed }: { revealed: string }): number[] => JSON.parse(revealed) as number[];
