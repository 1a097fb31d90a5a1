import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** What biometrics hold about people. Templates go before the consent they stand on. */
export const biometricsData: PersonalData = {
  owner: 'biometrics',
  tables: [
    personalTable({
      table: 'stagedTemplate',
      subject: ['personId'],
      kind: 'Face templates of an import under way',
      protection: 'sealed',
      withheld: { columns: ['sealed'], why: 'as the face template' },
      onErasure: 'delete',
    }),
    personalTable({
      table: 'photoFinding',
      subject: ['studentId'],
      kind: 'Findings of imported photos',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'photoTemplate',
      subject: ['personId'],
      kind: 'Templates from imported photos',
      madeAt: 'madeAt',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'photoUpload',
      subject: [],
      actors: ['createdBy'],
      kind: 'Uploads of photos',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'template',
      subject: ['personId'],
      kind: 'Face template',
      protection: 'sealed',
      withheld: {
        columns: ['sealed'],
        why: 'numbers that a likeness of your face can be made of: outside of the encrypted store they would be a danger to you, and nobody can read them',
      },
      madeAt: 'createdAt',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'lookAlike',
      subject: [],
      actors: ['personId', 'otherId'],
      // It is about two people, and ends with the key of either.
      kind: 'Near templates',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'dataKey',
      subject: ['personId'],
      kind: 'Key of the face template',
      protection: 'sealed',
      withheld: { columns: ['wrapped'], why: 'the key that opens the template' },
      madeAt: 'createdAt',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'consent',
      subject: ['personId'],
      kind: 'Consent to face recognition',
      madeAt: 'givenAt',
      // That it was given and ended stays provable; who the guardian was does not.
      onErasure: { empty: { liveId: null, withdrawnAt: 'now', guardianName: null, guardianEmail: null } },
    }),
  ],
};
