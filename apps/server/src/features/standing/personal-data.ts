import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** Where students stand, and what they were warned of. */
export const standingData: PersonalData = {
  owner: 'standing',
  tables: [
    personalTable({
      table: 'standing',
      subject: ['studentId'],
      kind: 'Standing',
      madeAt: 'computedAt',
      onErasure: 'keep',
    }),
    personalTable({ table: 'warning', subject: ['studentId'], kind: 'Warnings', madeAt: 'at', onErasure: 'keep' }),
    personalTable({
      table: 'guardianChoice',
      subject: ['studentId'],
      kind: 'Choice about the guardian',
      madeAt: 'changedAt',
      onErasure: 'delete',
    }),
  ],
};
