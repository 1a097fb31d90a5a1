import { type PersonalData, personalTable } from './personal-table.ts';

/** What the platform itself holds about people. */
export const platformData: PersonalData = {
  owner: 'platform',
  tables: [
    personalTable({
      table: 'domainEvent',
      subject: ['personId'],
      actors: ['actorId'],
      kind: 'Events for live screens',
      json: ['data'],
      madeAt: 'at',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'outbox',
      subject: ['personId'],
      kind: 'Mails',
      protection: 'sealed',
      withheld: { columns: ['data'], why: 'sealed until it is sent, then erased; the mail itself has reached you' },
      madeAt: 'createdAt',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'job',
      subject: [],
      actors: ['actorId'],
      kind: 'Background jobs',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'auditDetail',
      subject: ['personId'],
      actors: ['actorId'],
      kind: 'Audit log',
      withheld: { columns: ['actorSalt', 'salt'], why: 'secret numbers that keep erased entries from being guessed' },
      json: ['data'],
      // Emptied by the audit log itself, which proves that it was done on purpose.
      onErasure: 'keep',
    }),
    personalTable({
      table: 'erasure',
      subject: ['personId'],
      kind: 'Erasures',
      json: ['certificate'],
      madeAt: 'at',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'securityEvent',
      subject: ['personId'],
      kind: 'Security events',
      withheld: { columns: ['actor'], why: 'may be a keyed hash of a network that others share' },
      json: ['evidence'],
      madeAt: 'at',
      onErasure: { empty: { evidence: '{}' } },
    }),
    personalTable({
      table: 'checkInTrace',
      subject: ['studentId'],
      kind: 'Traces of check-ins',
      protection: 'hashed',
      withheld: { columns: ['device', 'network', 'spot'], why: 'keyed hashes: nobody can read them' },
      madeAt: 'at',
      onErasure: 'delete',
    }),
  ],
};
