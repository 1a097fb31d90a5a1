import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** What studies say about single students. */
export const insightsData: PersonalData = {
  owner: 'insights',
  tables: [
    personalTable({
      table: 'failingTemplate',
      subject: ['studentId'],
      kind: 'Templates that fail often',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'enrolAgain',
      subject: ['studentId'],
      actors: ['askedBy'],
      kind: 'Suggestions to enrol again',
      madeAt: 'askedAt',
      onErasure: 'delete',
    }),
  ],
};
