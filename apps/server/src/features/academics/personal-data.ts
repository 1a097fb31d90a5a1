import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** What academics hold about people. */
export const academicsData: PersonalData = {
  owner: 'academics',
  tables: [
    personalTable({
      table: 'enrolment',
      subject: ['studentId'],
      kind: 'Enrolments in sections',
      madeAt: 'enrolledAt',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'plannedEnrolment',
      subject: ['studentId'],
      actors: ['plannedBy'],
      kind: 'Planned enrolments',
      madeAt: 'plannedAt',
      onErasure: 'delete',
    }),
    personalTable({ table: 'sectionFaculty', subject: ['personId'], kind: 'Sections taught', onErasure: 'keep' }),
    personalTable({
      table: 'calendarFeed',
      subject: ['personId'],
      kind: 'Calendar links',
      withheld: { columns: ['tokenHash'], why: 'a hash of a secret link' },
      madeAt: 'createdAt',
      onErasure: 'delete',
    }),
    personalTable({ table: 'timetableSlot', subject: ['teacherId'], kind: 'Classes in timetables', onErasure: 'keep' }),
    personalTable({
      table: 'slotException',
      subject: ['substituteId'],
      actors: ['changedBy'],
      kind: 'Classes taught for others',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'importRun',
      subject: [],
      actors: ['createdBy'],
      kind: 'Imports',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'importChange',
      subject: ['objectId'],
      kind: 'Imported fields',
      withheld: { columns: ['afterHash'], why: 'a hash' },
      json: ['before'],
      onErasure: 'delete',
    }),
    personalTable({
      table: 'oneRosterId',
      subject: ['objectId'],
      kind: 'Ids in other systems',
      onErasure: 'delete',
    }),
  ],
};
