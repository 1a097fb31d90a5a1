import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** What security holds about people: alerts, and who seems to act with whom. It outlives them under the pseudonym. */
export const securityData: PersonalData = {
  owner: 'security',
  tables: [
    personalTable({
      table: 'securityAlert',
      subject: ['subject'],
      actors: ['acknowledgedBy', 'resolvedBy'],
      kind: 'Security alerts',
      madeAt: 'openedAt',
      onErasure: { empty: { note: null } },
    }),
    personalTable({ table: 'securityLink', subject: ['a', 'b'], kind: 'Signs of acting together', onErasure: 'keep' }),
    personalTable({ table: 'securityCaseMember', subject: ['personId'], kind: 'Cases', onErasure: 'keep' }),
  ],
};
