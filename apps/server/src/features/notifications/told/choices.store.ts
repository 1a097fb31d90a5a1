import {
  type DigestRhythm,
  type NotificationChoice,
  type NotificationKind,
  type NotificationKindSpec,
  notificationKinds,
  type PersonRole,
  usualRhythm,
} from '@smart-presence/contract';
import { type Db, inChunks } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';

/** Where somebody is told of a kind. */
export interface Ways {
  inApp: boolean;
  /** By the letter that notifications write; kinds with a letter of their own are not mailed twice. */
  mail: boolean;
  /** The letter waits for the digest. */
  waits: boolean;
}

const specOf = (kind: NotificationKind): NotificationKindSpec => notificationKinds[kind];
const isFixed = (spec: NotificationKindSpec): boolean => spec.inApp === 'always' || spec.mail === 'always';

interface Chosen {
  isInApp: boolean;
  isByMail: boolean;
  isInDigest: boolean;
}

/** What security demands is told whatever a row says. */
const waysOf = (kind: NotificationKind, chosen: Chosen | undefined): Ways => {
  const spec = specOf(kind);
  return {
    inApp: spec.inApp === 'always' || (chosen ? chosen.isInApp : spec.inApp === 'on'),
    mail: (spec.mail === 'on' || spec.mail === 'off') && (chosen ? chosen.isByMail : spec.mail === 'on'),
    waits: spec.mayWait && (chosen?.isInDigest ?? false),
  };
};

/** How each of these people is told of a kind; one query for 200 of them. Nothing waits for a digest that never comes. */
export const waysToTell = async (
  db: Db,
  { kind, people }: { kind: NotificationKind; people: readonly string[] },
): Promise<Map<string, Ways>> => {
  const chosen = await inChunks(people, (ids) =>
    db
      .selectFrom('notificationChoice as choice')
      .leftJoin('digestChoice as digest', 'digest.personId', 'choice.personId')
      .select(['choice.personId', 'choice.isInApp', 'choice.isByMail', 'choice.isInDigest', 'digest.rhythm'])
      .where('choice.kind', '=', kind)
      .where('choice.personId', 'in', ids)
      .execute(),
  );
  const choices = new Map(
    chosen.map((row) => [row.personId, { ...row, isInDigest: row.isInDigest && row.rhythm !== 'off' }]),
  );
  return new Map(people.map((id) => [id, waysOf(kind, choices.get(id))]));
};

interface Chooser {
  personId: string;
  role: string;
}

const kindsFor = (role: string): NotificationKind[] =>
  (Object.keys(notificationKinds) as NotificationKind[]).filter((kind) =>
    specOf(kind).roles.includes(role as Exclude<PersonRole, 'kiosk'>),
  );

/** How somebody is told of each kind that their role ever hears of. */
export const choicesOf = async (db: Db, { personId, role }: Chooser): Promise<NotificationChoice[]> => {
  const rows = await db.selectFrom('notificationChoice').selectAll().where('personId', '=', personId).execute();
  const chosen = new Map(rows.map((row) => [row.kind, row]));
  return kindsFor(role).map((kind) => toChoice(kind, waysOf(kind, chosen.get(kind))));
};

const toChoice = (kind: NotificationKind, { inApp, mail, waits }: Ways): NotificationChoice => {
  const spec = specOf(kind);
  return {
    kind,
    inApp,
    mail: spec.mail === 'never' ? null : spec.mail === 'always' || mail,
    waits: spec.mayWait ? waits : null,
    isFixed: isFixed(spec),
  };
};

/** @throws AppError `not_found` for a kind the role never hears of, `cannot_be_quiet` for one that security demands. */
export const saveChoice = async (
  db: Db,
  { personId, role, kind, inApp, mail, waits }: Chooser & { kind: NotificationKind } & Ways,
): Promise<NotificationChoice> => {
  if (!kindsFor(role).includes(kind)) fail('not_found');
  if (isFixed(specOf(kind))) fail('cannot_be_quiet');
  const values = { isInApp: inApp, isByMail: mail, isInDigest: waits };
  await db
    .insertInto('notificationChoice')
    .values({ personId, kind, ...values })
    .onConflict((conflict) => conflict.columns(['personId', 'kind']).doUpdateSet(values))
    .execute();
  return toChoice(kind, waysOf(kind, values));
};

/** How often this person gets a digest. */
export const rhythmOf = async (db: Db, { personId, role }: Chooser): Promise<DigestRhythm> => {
  const row = await db.selectFrom('digestChoice').select('rhythm').where('personId', '=', personId).executeTakeFirst();
  return row?.rhythm ?? usualRhythm[role as keyof typeof usualRhythm];
};

export const saveRhythm = async (
  db: Db,
  { personId, rhythm, now }: { personId: string; rhythm: DigestRhythm; now: number },
): Promise<void> => {
  const values = { rhythm, changedAt: now };
  await db
    .insertInto('digestChoice')
    .values({ personId, ...values })
    .onConflict((conflict) => conflict.column('personId').doUpdateSet(values))
    .execute();
};
