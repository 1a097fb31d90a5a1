import type { AuditAction } from '@smart-presence/contract';
import { audit, audited } from '../../platform/audit/index.ts';
import { createKeyring } from '../../platform/crypto/index.ts';
import { transact } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerRequest } from './answer-request.ts';
import { appealMark } from './appeal-mark.ts';
import { askLeave } from './ask-leave.ts';
import { openDocument } from './documents/open-document.ts';
import { offerFor } from './offer.ts';
import { askSecondReading, withdrawRequest } from './own-requests.ts';
import { countRequests, listRequests, type RequestFilter, requestView, takeRequest } from './requests.store.ts';
import { oldDocuments, requestsHold } from './retention.ts';
import { tellAnswer, tellLive } from './tell.ts';

/** More than one student asks for in a term. */
const MOST_OWN = 500;

/** Asking, answering, reading again. */
export const requestRoutes = (platform: Platform): void => {
  const { db, router, secrets } = platform;
  const keyring = createKeyring({ kek: secrets.kek, alsoOpens: secrets.otherKek ? [secrets.otherKek] : [] });

  router.on('myRequests', async ({ viewer, now }) => ({
    requests: await listRequests(db, { viewer, now, limit: MOST_OWN, offset: 0 }),
    offer: await offerFor(db, { studentId: viewer.personId, now }),
  }));

  router.on('askLeave', ({ body, files, viewer, now }) =>
    transact(db, async (trx) => {
      const asked = { input: body, documents: files, studentId: viewer.personId, keyring, now };
      const id = await askLeave(trx, asked);
      return told(trx, { id, action: 'request.asked', viewer, now });
    }),
  );

  router.on('appealMark', ({ body, viewer, now }) =>
    transact(db, async (trx) =>
      told(trx, {
        id: await appealMark(trx, { ...body, studentId: viewer.personId, now }),
        action: 'request.asked',
        viewer,
        now,
      }),
    ),
  );

  router.on('withdrawRequest', ({ params, viewer, now }) =>
    transact(db, async (trx) => {
      await withdrawRequest(trx, { id: params.id, viewer, now });
      return told(trx, { id: params.id, action: 'request.withdrawn', viewer, now });
    }),
  );

  router.on('askSecondReading', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      await askSecondReading(trx, { id: params.id, viewer, statement: body.statement, now });
      return told(trx, { id: params.id, action: 'request.second-reading-asked', viewer, now });
    }),
  );

  router.on('listRequests', async ({ query, viewer, now }) => {
    const { page, pageSize, show, kind } = query;
    const filter: RequestFilter = { viewer, now, show, kind, limit: pageSize, offset: (page - 1) * pageSize };
    return { items: await listRequests(db, filter), total: await countRequests(db, filter), page, pageSize };
  });

  router.on('getRequest', ({ params, viewer, now }) => requestView(db, { id: params.id, viewer, now }));

  router.on('answerRequest', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      const row = await answerRequest(trx, { id: params.id, ...body, viewer, now });
      await tellAnswer(trx, { row, round: body.round, actorId: viewer.personId, now });
      return told(trx, { id: params.id, action: 'request.answered', viewer, now });
    }),
  );

  router.on('openDocument', ({ params: { id }, viewer, now }) =>
    audited(db, {
      work: (trx) => openDocument(trx, { id, viewer, keyring, now }),
      entry: () => ({
        action: 'request.document-opened',
        at: now,
        actorId: viewer.personId,
        subject: { kind: 'request', id: null },
        details: { documentId: id },
      }),
    }),
  );

  const told: Tell = async (trx, { id, action, viewer, now }) => {
    const row = await takeRequest(trx, { id, viewer });
    await tellLive(trx, { row, actorId: viewer.personId, now });
    const view = await requestView(trx, { id, viewer, now });
    const { kind, state, verdict, studentId: personId } = row;
    const details = { kind, state, verdict };
    const subject = { kind: 'request', id } as const;
    await audit(trx, { action, at: now, actorId: viewer.personId, subject, personId, details });
    return view;
  };

  platform.retain(oldDocuments);
  platform.hold(requestsHold);
};

type Tell = (
  trx: Parameters<typeof takeRequest>[0],
  asked: Parameters<typeof requestView>[1] & { action: AuditAction },
) => ReturnType<typeof requestView>;
