import { transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { baseUrlOf } from '../base-url.ts';
import type { Entrance } from '../entrance.ts';
import { networkOf } from '../network-of.ts';
import { endSession } from '../sign-in-session.store.ts';
import { kioskChanged } from './kiosk-changed.ts';
import { kioskCookie } from './kiosk-cookie.ts';
import { endKioskSessions, findKioskSession, nextKioskToken, RENEW_EVERY_MS } from './kiosk-session.store.ts';
import { changeKiosk, disableKiosk, insertKiosk, kioskAccount, kioskById, listKiosks } from './kiosks.store.ts';
import { dropPairingCode, makePairingCode, pairKiosk } from './pair-kiosk.ts';
import { pairingHash } from './pairing-code.ts';

/** Kiosks as administrators keep them, and the pairing of devices. What a paired device shows belongs to attendance. */
export const kioskRoutes = ({ config, db, secrets, router }: Platform, { cookie: people }: Entrance): void => {
  const cookie = kioskCookie(config);
  const hash = pairingHash(secrets.signing);

  router.on('listKiosks', ({ now }) => listKiosks(db, now));
  router.on('createKiosk', ({ body, viewer, now }) =>
    transact(db, async (trx) => {
      const id = await insertKiosk(trx, { ...body, createdBy: viewer.personId, now });
      return kioskById(trx, id, now);
    }),
  );
  router.on('updateKiosk', ({ params: { id }, body, viewer, now }) =>
    transact(db, async (trx) => {
      if (!(await kioskAccount(trx, id))) return fail('not_found');
      await changeKiosk(trx, { id, ...body, now });
      const kiosk = await kioskById(trx, id, now);
      await publish(trx, kioskChanged({ id, actorId: viewer.personId, now }));
      return kiosk;
    }),
  );
  router.on('makePairingCode', async ({ params: { id: kioskId }, now, request }) => {
    const { code, expiresAt } = await makePairingCode(db, { kioskId, hash, now });
    return { code, url: `${baseUrlOf(config, request)}/kiosk#${code}`, expiresAt };
  });
  const letGo = (id: string, { actorId, now, isForGood }: { actorId: string; now: number; isForGood: boolean }) =>
    transact(db, async (trx) => {
      if (!(await kioskAccount(trx, id))) return fail('not_found');
      await endKioskSessions(trx, id, now);
      await dropPairingCode(trx, id);
      if (isForGood) await disableKiosk(trx, { id, now });
      const kiosk = await kioskById(trx, id, now);
      await publish(trx, kioskChanged({ id, actorId, now }));
      return kiosk;
    });
  router.on('unpairKiosk', ({ params, viewer, now }) =>
    letGo(params.id, { actorId: viewer.personId, now, isForGood: false }),
  );
  router.on('removeKiosk', ({ params, viewer, now }) =>
    letGo(params.id, { actorId: viewer.personId, now, isForGood: true }),
  );

  router.on('pairKiosk', async ({ body, now, request, reply, maybeViewer }) => {
    const { token, expiresAt } = await pairKiosk(db, {
      code: body.code,
      hash,
      network: networkOf(request.ip),
      userAgent: request.headers['user-agent'] ?? null,
      now,
    });
    // The device stays at a door: whoever set it up must not stay signed in on it.
    if (maybeViewer) {
      await endSession(db, maybeViewer.signInSessionId, now);
      people.clear(reply);
    }
    cookie.give(reply, token, expiresAt);
    return { ok: true } as const;
  });
  router.on('renewKiosk', async ({ now, request, reply }) => {
    const token = cookie.read(request) ?? fail('kiosk_unpaired');
    const session = (await findKioskSession(db, token, now)) ?? fail('kiosk_unpaired');
    cookie.give(reply, await nextKioskToken(db, { session, token, signing: secrets.signing, now }), session.expiresAt);
    return { renewAt: now + RENEW_EVERY_MS };
  });
};
