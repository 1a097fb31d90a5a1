import { audit } from '../../../platform/audit/index.ts';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { type FileReply, fail } from '../../../platform/http/index.ts';
import { openFile, sealFile, wrappedKeysOf } from '../../../platform/sealed-files/index.ts';
import type { SectionViewer } from '../../academics/index.ts';
import { DAY_MS, sessionFor } from '../../attendance/index.ts';
import { typeOfPicture } from '../cameras/looks-like-picture.ts';

/** Keeps its keys apart from those of templates and documents. */
const PURPOSE = 'room-picture';

/** What a rotation of the key-encryption key has to wrap anew here. */
export const roomPictureKeys = wrappedKeysOf({ table: 'roomPicture', purpose: PURPOSE });

const ownerOf = ({ id, sessionId, type }: { id: string; sessionId: string; type: string }) => ({
  purpose: PURPOSE,
  id,
  bound: [sessionId, type],
});

export interface KeptPicture {
  /** Of the snapshot. */
  id: string;
  sessionId: string;
  bytes: Buffer;
  days: number;
  now: number;
  keyring: Keyring;
}

/** Only where the institution keeps pictures. */
export const keepPicture = async (
  trx: Trx,
  { id, sessionId, bytes, days, now, keyring }: KeptPicture,
): Promise<void> => {
  const type = typeOfPicture(bytes);
  if (!type) return;
  const sealed = sealFile(keyring, ownerOf({ id, sessionId, type }), bytes);
  await trx
    .insertInto('roomPicture')
    .values({ id, type, keptUntil: now + days * DAY_MS, ...sealed })
    .execute();
};

export interface PictureRequest {
  id: string;
  viewer: SectionViewer;
  keyring: Keyring;
  now: number;
}

const endings = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const;

/**
 * Opens a picture for staff of its session. That they did is written down before they have it.
 * @throws AppError `not_found`, `picture_gone`.
 */
export const openRoomPicture = async (db: Db, { id, viewer, keyring, now }: PictureRequest): Promise<FileReply> => {
  const snapshot = await db.selectFrom('roomSnapshot').select('sessionId').where('id', '=', id).executeTakeFirst();
  if (!snapshot) return fail('not_found');
  const { sessionId } = snapshot;
  await sessionFor(db, viewer, sessionId);
  const picture = await db.selectFrom('roomPicture').selectAll().where('id', '=', id).executeTakeFirst();
  if (!picture || picture.keptUntil <= now) return fail('picture_gone');
  const type = picture.type as keyof typeof endings;
  const bytes = openFile(keyring, ownerOf({ id, sessionId, type }), picture);
  await transact(db, async (trx) => {
    await trx
      .insertInto('roomPictureOpening')
      .values({ id: newId(now), snapshotId: id, openedBy: viewer.personId, openedAt: now })
      .execute();
    await audit(trx, {
      action: 'room-picture.opened',
      at: now,
      actorId: viewer.personId,
      subject: { kind: 'room-look', id },
      details: { sessionId },
    });
  });
  return { type, name: `room-${id.slice(-8)}.${endings[type]}`, bytes };
};

export interface PictureFacts {
  erasedAt: number;
  openings: { by: { id: string; name: string }; at: number }[];
}

/** Which snapshots of a session have a picture, and who opened it. Two queries. */
export const picturesOf = async (db: Db, sessionId: string, now: number): Promise<Map<string, PictureFacts>> => {
  const kept = await db
    .selectFrom('roomPicture')
    .innerJoin('roomSnapshot', 'roomSnapshot.id', 'roomPicture.id')
    .select(['roomPicture.id', 'roomPicture.keptUntil'])
    .where('roomSnapshot.sessionId', '=', sessionId)
    .where('roomPicture.keptUntil', '>', now)
    .execute();
  if (kept.length === 0) return new Map();
  const openings = await db
    .selectFrom('roomPictureOpening as o')
    .innerJoin('roomSnapshot', 'roomSnapshot.id', 'o.snapshotId')
    .innerJoin('person', 'person.id', 'o.openedBy')
    .select(['o.snapshotId', 'o.openedAt', 'person.id', 'person.name'])
    .where('roomSnapshot.sessionId', '=', sessionId)
    .orderBy('o.openedAt')
    .execute();
  const opened = Map.groupBy(openings, ({ snapshotId }) => snapshotId);
  return new Map(
    kept.map(({ id, keptUntil }) => [
      id,
      {
        erasedAt: keptUntil,
        openings: (opened.get(id) ?? []).map((one) => ({ by: { id: one.id, name: one.name }, at: one.openedAt })),
      },
    ]),
  );
};
