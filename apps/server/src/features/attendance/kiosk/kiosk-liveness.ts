import type { PolicyData } from '@smart-presence/contract';

/** At a door nobody is led through movements: whatever the level, coming nearer is what is looked at, unless nothing is. */
export const wantsApproach = ({ liveness }: Pick<PolicyData, 'liveness'>): boolean => liveness.level !== 'off';
