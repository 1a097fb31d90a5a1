import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** Which reports people asked for. What is in one is sealed, and erased after days. */
export const reportsData: PersonalData = {
  owner: 'reports',
  tables: [
    personalTable({
      table: 'reportFile',
      subject: ['ownerId'],
      kind: 'Reports asked for',
      withheld: {
        columns: ['sealed', 'wrapped'],
        why: 'the report itself, sealed: it is about others, and can be taken while it is kept',
      },
      json: ['request'],
      madeAt: 'askedAt',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'reportRecipient',
      subject: ['personId'],
      kind: 'Scheduled reports received',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'reportSchedule',
      subject: ['ownerId'],
      kind: 'Scheduled reports',
      json: ['request', 'rhythm'],
      madeAt: 'createdAt',
      onErasure: 'delete',
    }),
  ],
};
