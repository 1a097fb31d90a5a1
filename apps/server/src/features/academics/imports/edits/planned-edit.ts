import type { Plan } from '../plan.ts';

export interface PlannedEdit {
  /** How many match. */
  total: number;
  plan: Plan;
}
