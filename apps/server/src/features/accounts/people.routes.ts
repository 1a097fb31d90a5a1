import { transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountsNeeds } from './accounts.routes.ts';
import { baseUrlOf } from './base-url.ts';
import { bulkPeople, previewBulk } from './bulk-people.ts';
import { changeRole } from './change-role.ts';
import { createPerson } from './create-person.ts';
import { invitePeople } from './invite-people.ts';
import { invitePerson } from './invite-person.ts';
import { getPerson, listPeople } from './list-people.ts';
import { updatePerson } from './update-person.ts';

/** People as the administrator keeps them. Their CSV belongs to academics, which knows departments. */
export const peopleRoutes = ({ config, db, router }: Platform, { studentsTaughtBy, mail }: AccountsNeeds): void => {
  router.on('listPeople', ({ viewer, query, now }) => listPeople(db, { viewer, studentsTaughtBy, now }, query));
  router.on(
    'getPerson',
    async ({ viewer, params, now }) =>
      (await getPerson(db, { viewer, studentsTaughtBy, now }, params.id)) ?? fail('not_found'),
  );
  router.on('createPerson', ({ body, now }) => transact(db, (trx) => createPerson(trx, body, now)));
  router.on('updatePerson', ({ params, body, now }) => transact(db, (trx) => updatePerson(trx, params.id, body, now)));
  router.on('changeRole', ({ params, body, now }) =>
    transact(db, (trx) => changeRole(trx, { personId: params.id, role: body.role, now })),
  );
  router.on('bulkPeople', async ({ viewer, body, now }) => ({
    changed: await bulkPeople(db, { ...body, sessionId: viewer.signInSessionId, now }),
  }));
  router.on('previewBulkPeople', ({ viewer, body, now }) =>
    previewBulk(db, { ...body, sessionId: viewer.signInSessionId, now }),
  );
  router.on('invitePerson', ({ params, now, request }) =>
    invitePerson(db, { personId: params.id, now, baseUrl: baseUrlOf(config, request), mail }),
  );
  router.on('bulkInvite', ({ body, now, request }) =>
    invitePeople(db, { ids: body.ids, now, baseUrl: baseUrlOf(config, request), mail }),
  );
};
