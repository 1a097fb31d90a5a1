import { audit, audited, differences } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { baseUrlOf } from '../base-url.ts';
import type { Entrance } from '../entrance.ts';
import { networkOf } from '../network-of.ts';
import type { DevicePurpose } from '../permissions.ts';
import { endSession } from '../sign-in-session.store.ts';
import { kioskChanged } from './kiosk-changed.ts';
import { kioskCookie } from './kiosk-cookie.ts';
import { findKioskSession, nextKioskToken, RENEW_EVERY_MS } from './kiosk-session.store.ts';
import { changeKiosk, insertKiosk, type KioskAccount, kioskAccount, kioskById, listKiosks } from './kiosks.store.ts';
import { letGoOfKiosk } from './let-go-of-kiosk.ts';
import { makePairingCode, pairKiosk } from './pair-kiosk.ts';
import { pairingHash } from './pairing-code.ts';

/** Kiosks as administrators keep them, and the pairing of devices. What a paired device shows belongs to attendance. */
export const kioskRoutes = ({ config, db, secrets, router }: Platform, { cookie: people }: Entrance): void => {
  const cookie = kioskCookie(config);
  const hash = pairingHash(secrets.signing);

  router.on('listKiosks', ({ now }) => listKiosks(db, now));
  router.on('createKiosk', ({ body, viewer, now }) =>
    transact(db, async (trx) => {
      const id = await insertKiosk(trx, { ...body, createdBy: viewer.personId, now });
      const kiosk = await kioskById(trx, id, now);
      await audit(trx, { ...about(id, viewer, now), action: 'kiosk.created', details: body });
      return kiosk;
    }),
  );
  router.on('updateKiosk', ({ params: { id }, body, viewer, now }) =>
    transact(db, async (trx) => {
      const before = await atDoor(trx, id);
      await changeKiosk(trx, { id, ...body, now });
      const kiosk = await kioskById(trx, id, now);
      await publish(trx, kioskChanged({ id, actorId: viewer.personId, now }));
      const { name, place } = kiosk;
      const details = differences({ name: before.name, place: before.place }, { name, place });
      await audit(trx, { ...about(id, viewer, now), action: 'kiosk.changed', details });
      return kiosk;
    }),
  );
  router.on('makePairingCode', async ({ params: { id: kioskId }, viewer, now, request }) => {
    const { code, expiresAt, purpose } = await audited(db, {
      work: (trx) => makePairingCode(trx, { kioskId, hash, now }),
      entry: () => ({ ...about(kioskId, viewer, now), action: 'kiosk.code-made' }),
    });
    return { code, url: `${baseUrlOf(config, request)}${pages[purpose]}#${code}`, expiresAt };
  });
  router.on('unpairKiosk', ({ params: { id }, viewer, now }) =>
    transact(db, (trx) => letGoOfKiosk(trx, { id, actorId: viewer.personId, now, isForGood: false })),
  );
  router.on('removeKiosk', ({ params: { id }, viewer, now }) =>
    transact(db, async (trx) => {
      await atDoor(trx, id);
      return letGoOfKiosk(trx, { id, actorId: viewer.personId, now, isForGood: true });
    }),
  );

  router.on('pairKiosk', async ({ body, now, request, reply, maybeViewer }) => {
    const { token, expiresAt, purpose } = await pairKiosk(db, {
      code: body.code,
      hash,
      network: networkOf(request.ip),
      userAgent: request.headers['user-agent'] ?? null,
      now,
    });
    // The device stays at a door: whoever set it up must not stay signed in on it.
    if (maybeViewer) {
      const { signInSessionId, personId } = maybeViewer;
      await audited(db, {
        work: (trx) => endSession(trx, signInSessionId, now),
        entry: () => ({
          action: 'sign-out',
          at: now,
          actorId: personId,
          subject: { kind: 'sign-in-session', id: signInSessionId },
          personId,
        }),
      });
      people.clear(reply);
    }
    cookie.give(reply, token, expiresAt);
    return { ok: true, purpose } as const;
  });
  router.on('renewKiosk', async ({ now, request, reply }) => {
    const token = cookie.read(request) ?? fail('kiosk_unpaired');
    const session = (await findKioskSession(db, token, now)) ?? fail('kiosk_unpaired');
    cookie.give(reply, await nextKioskToken(db, { session, token, signing: secrets.signing, now }), session.expiresAt);
    return { renewAt: now + RENEW_EVERY_MS };
  });
};

const about = (id: string, { personId }: Viewer, now: number) =>
  ({ at: now, actorId: personId, subject: { kind: 'kiosk', id } }) as const;

/** Where a device pairs, and stays. */
const pages: Record<DevicePurpose, string> = { door: '/kiosk', room: '/room-camera' };

/** Devices in rooms are kept with the rest of their camera. @throws AppError `not_found`. */
const atDoor = async (db: Db, id: string): Promise<KioskAccount> => {
  const account = await kioskAccount(db, id);
  return account?.purpose === 'door' ? account : fail('not_found');
};
