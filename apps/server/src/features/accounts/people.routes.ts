import type { AuditAction, Person } from '@smart-presence/contract';
import { type AuditEntry, audited, differences } from '../../platform/audit/index.ts';
import type { Db, Trx } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountsNeeds } from './accounts.routes.ts';
import { baseUrlOf } from './base-url.ts';
import { bulkPeople, previewBulk } from './bulk-people.ts';
import { changeRole } from './change-role.ts';
import { createPerson } from './create-person.ts';
import { editStudents, previewEdit, undoEdit } from './edit-students.ts';
import { invitePeople } from './invite-people.ts';
import { invitePerson } from './invite-person.ts';
import { getPerson, listPeople } from './list-people.ts';
import { findPerson } from './person.store.ts';
import { updatePerson } from './update-person.ts';

/** People as the administrator keeps them. Their CSV belongs to academics, which knows departments. */
export const peopleRoutes = ({ config, db, router }: Platform, { studentsTaughtBy, mail }: AccountsNeeds): void => {
  router.on('listPeople', ({ viewer, query, now }) => listPeople(db, { viewer, studentsTaughtBy, now }, query));
  router.on(
    'getPerson',
    async ({ viewer, params, now }) =>
      (await getPerson(db, { viewer, studentsTaughtBy, now }, params.id)) ?? fail('not_found'),
  );
  router.on('createPerson', ({ viewer, body, now }) =>
    audited(db, {
      work: (trx) => createPerson(trx, body, now),
      entry: ({ id, name, email, role }) => ({
        action: 'person.created',
        at: now,
        actorId: viewer.personId,
        subject: { kind: 'person', id },
        details: { name, email, role },
      }),
    }),
  );
  router.on('updatePerson', ({ viewer, params, body, now }) =>
    changed(db, { id: params.id, viewer, now, change: (trx) => updatePerson(trx, params.id, body, now) }),
  );
  router.on('changeRole', ({ viewer, params: { id }, body: { role }, now }) =>
    changed(db, { id, viewer, now, change: (trx) => changeRole(trx, { personId: id, role, now }) }),
  );
  router.on('bulkPeople', async ({ viewer, body, now }) => ({
    changed: await bulkPeople(db, { ...body, sessionId: viewer.signInSessionId, actorId: viewer.personId, now }),
  }));
  router.on('previewBulkPeople', ({ viewer, body, now }) =>
    previewBulk(db, { ...body, sessionId: viewer.signInSessionId, actorId: viewer.personId, now }),
  );
  router.on('previewStudentEdit', ({ body }) => previewEdit(db, body));
  router.on('editStudents', ({ viewer, body, now }) => editStudents(db, body, { actorId: viewer.personId, now }));
  router.on('undoStudentEdit', ({ viewer, body, now }) => undoEdit(db, body, { actorId: viewer.personId, now }));
  router.on('invitePerson', ({ viewer, params, now, request }) =>
    invitePerson(db, { personId: params.id, actorId: viewer.personId, now, baseUrl: baseUrlOf(config, request), mail }),
  );
  router.on('bulkInvite', ({ viewer, body, now, request }) =>
    invitePeople(db, { ids: body.ids, actorId: viewer.personId, now, baseUrl: baseUrlOf(config, request), mail }),
  );
};

interface Changed {
  id: string;
  viewer: Viewer;
  now: number;
  change: (trx: Trx) => Promise<Person>;
}

/** Changes a person, and records what is different. What gives or takes power has an action of its own. */
const changed = async (db: Db, { id, viewer, now, change }: Changed): Promise<Person> => {
  const { after } = await audited(db, {
    work: async (trx) => ({ before: await findPerson(trx, id), after: await change(trx) }),
    entry: ({ before, after: { ...person } }): AuditEntry => {
      const details = differences(before, person);
      const subject = { kind: 'person', id } as const;
      return { action: actionOf(details, person), at: now, actorId: viewer.personId, subject, details };
    },
  });
  return after;
};

const actionOf = (changes: Record<string, unknown>, { isDisabled }: Person): AuditAction => {
  if (changes.role) return 'person.role-changed';
  if (changes.isDisabled) return isDisabled ? 'person.disabled' : 'person.enabled';
  return 'person.changed';
};
