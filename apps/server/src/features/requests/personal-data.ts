import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

const ofRequest = { column: 'requestId', table: 'studentRequest', subject: 'studentId' } as const;

/** What students asked for. What they and others wrote goes, documents with their keys; that it was asked and decided stays. */
export const requestsData: PersonalData = {
  owner: 'requests',
  tables: [
    personalTable({
      table: 'requestDocument',
      subject: [],
      through: ofRequest,
      kind: 'Documents of requests',
      protection: 'sealed',
      withheld: {
        columns: ['kekId', 'wrapped', 'sealed'],
        why: 'sealed: the documents themselves are in the folder documents',
      },
      madeAt: 'addedAt',
      onErasure: { empty: { kekId: null, wrapped: null, sealed: null, erasedAt: 'now' } },
    }),
    personalTable({
      table: 'requestAnswer',
      subject: [],
      actors: ['answeredBy'],
      through: ofRequest,
      kind: 'Answers to requests',
      madeAt: 'answeredAt',
      onErasure: { empty: { reason: '' } },
    }),
    personalTable({
      table: 'documentOpening',
      subject: [],
      actors: ['openedBy'],
      kind: 'Openings of documents',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'studentRequest',
      subject: ['studentId'],
      kind: 'Requests for leave and appeals',
      madeAt: 'askedAt',
      onErasure: { empty: { statement: '', secondStatement: null } },
    }),
  ],
};
