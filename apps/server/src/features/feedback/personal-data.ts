import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** What students said of sessions. Ratings stay, under the pseudonym; words go. */
export const feedbackData: PersonalData = {
  owner: 'feedback',
  tables: [
    personalTable({
      table: 'feedback',
      subject: ['studentId'],
      actors: ['repliedBy'],
      kind: 'Feedback',
      madeAt: 'givenAt',
      onErasure: { empty: { comment: null, reply: null, repliedBy: null, repliedAt: null } },
    }),
    personalTable({
      table: 'feedbackRecipient',
      subject: ['personId'],
      kind: 'Hearing of low ratings',
      onErasure: 'delete',
    }),
  ],
};
