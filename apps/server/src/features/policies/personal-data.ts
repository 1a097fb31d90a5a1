import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** Policies name who saved them. */
export const policiesData: PersonalData = {
  owner: 'policies',
  tables: [personalTable({ table: 'policy', subject: [], actors: ['createdBy'], kind: 'Policies', onErasure: 'keep' })],
};
