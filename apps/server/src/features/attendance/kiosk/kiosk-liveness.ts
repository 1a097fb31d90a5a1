import { randomInt } from 'node:crypto';
import type { KioskAsks, KioskTurn, PolicyData } from '@smart-presence/contract';

type Liveness = Pick<PolicyData, 'liveness'>;

/** At a door everybody comes nearer anyway; more than that is asked for from the level *standard* on. */
export const asksOf = ({ liveness: { level } }: Liveness): KioskAsks => {
  if (level === 'off') return 'nothing';
  return level === 'low' ? 'approach' : 'turn';
};

/** To which sides, in an order nobody can guess: one of them, at the level *high* both. */
export const chooseTurns = ({ liveness: { level } }: Liveness, random = () => randomInt(2)): KioskTurn[] => {
  const sides: KioskTurn[] = ['turn-left', 'turn-right'];
  if (random() === 1) sides.reverse();
  return level === 'high' ? sides : sides.slice(0, 1);
};
