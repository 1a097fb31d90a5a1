import { setImmediate as letOthersRun } from 'node:timers/promises';
import { newDataKey, SealError } from '../../../platform/crypto/index.ts';
import { type Db, newId } from '../../../platform/db/index.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { sealTemplate, unsealTemplate } from './template-bytes.ts';
import { createUploadKeys, type UploadKeys } from './upload-keys.ts';
import {
  deleteTemplates,
  newestVersion,
  nextBatch,
  rowsOf,
  type SealedRow,
  shred,
  type TemplateStatus,
  USABLE,
} from './vault.store.ts';

export { isSameKek, kekIdOf } from '../../../platform/crypto/index.ts';
export { countKeysNotUnder, type Rewrapped, type Rotation, rewrapAll } from './rewrap.ts';
export type { UploadSeal } from './upload-keys.ts';
export { shred, USABLE, usableModels } from './vault.store.ts';
export { wipeJournal } from './wipe-journal.ts';

/** A template in clear. Its numbers are overwritten as soon as the work it was lent to returns. */
export interface OpenTemplate {
  readonly id: string;
  readonly personId: string;
  readonly version: number;
  readonly status: TemplateStatus;
  readonly values: Float32Array;
}

export interface Opened {
  templates: OpenTemplate[];
  /** People whose template is of another model: never compared. */
  otherModel: string[];
  /** People whose template could not be opened: altered, moved, or sealed under a key this server does not hold. */
  unreadable: string[];
}

export interface NewTemplate {
  personId: string;
  /** The live consent that allows it. */
  consentId: string;
  values: Float32Array;
  modelId: string;
  status: TemplateStatus;
  frames: number;
  now: number;
}

/** The one place that holds templates in clear, and only while a comparison runs. */
export interface Vault {
  readonly keyring: Keyring;
  /** Of photos on their way to templates. */
  readonly uploads: UploadKeys;
  /**
   * Stores a template in the caller's transaction. A usable one takes the place of everything the person had, under
   * a fresh key; a `pending` one is put beside the usable one and replaces an earlier pending one.
   * @returns its version.
   * @throws a foreign key violation when the consent is not live.
   */
  store(trx: Db, template: NewTemplate): Promise<number>;
  /**
   * Lends the templates of these people to `work`, which must be synchronous: they are wiped when it returns.
   * @param statuses default: those a check-in may use.
   */
  withTemplates<T>(
    db: Db,
    query: { personIds: readonly string[]; modelId: string; statuses?: readonly TemplateStatus[] },
    work: (opened: Opened) => Synchronous<T>,
  ): Promise<T>;
  /** Lends everybody else's templates of one model, a batch at a time, letting other requests run in between. */
  eachBatch(
    db: Db,
    query: { modelId: string; exceptPersonId: string; since?: number },
    compare: (opened: Opened) => Synchronous<unknown>,
  ): Promise<void>;
  /**
   * Lends the usable templates of these people so that each meets each other once: a few of two lists at a time, read anew
   * each time, so that nobody's is opened after it was erased.
   * @param breathe asked between two loans; it may wait, and stops all by throwing.
   */
  eachPair(
    db: Db,
    query: { modelId: string; personIds: readonly string[]; breathe: (done: number, total: number) => Promise<void> },
    compare: (meeting: Meeting) => Synchronous<unknown>,
  ): Promise<void>;
}

/** Templates of `left` meet those of `right`, or each other where `right` is null. */
export interface Meeting {
  left: readonly OpenTemplate[];
  right: readonly OpenTemplate[] | null;
  unreadable: readonly string[];
}

type Synchronous<T> = T extends PromiseLike<unknown> ? never : T;

/** Opening one takes about 50 µs: a batch holds the event loop for some 5 ms. */
const BATCH = 100;
/** Two of these are open at a time. */
const SIDE = 60;

export const createVault = (keys: { kek: Buffer; alsoOpens?: readonly Buffer[] }): Vault => {
  const keyring = createKeyring(keys);
  return {
    keyring,
    uploads: createUploadKeys(keys),
    store: (trx, template) => store(trx, keyring, template),
    withTemplates: async (db, { personIds, modelId, statuses = USABLE }, work) =>
      lend({ keyring, modelId, rows: await rowsOf(db, { personIds, statuses }), work }),
    eachBatch: async (db, { modelId, exceptPersonId, since = 0 }, compare) => {
      let after = '';
      for (;;) {
        const rows = await nextBatch(db, { modelId, exceptPersonId, since, after, limit: BATCH });
        lend({ keyring, modelId, rows, work: compare });
        if (rows.length < BATCH) return;
        after = rows.at(-1)?.id ?? after;
        // A transaction holds the database: there, being done sooner serves the others better.
        if (!db.isTransaction) await letOthersRun();
      }
    },
    eachPair: (db, query, compare) => eachPair({ db, keyring, ...query, compare }),
  };
};

interface Pairing {
  db: Db;
  keyring: Keyring;
  modelId: string;
  personIds: readonly string[];
  breathe: (done: number, total: number) => Promise<void>;
  compare: (meeting: Meeting) => unknown;
}

const eachPair = async ({ db, keyring, modelId, personIds, breathe, compare }: Pairing): Promise<void> => {
  const sides = Array.from({ length: Math.ceil(personIds.length / SIDE) }, (_, at) =>
    personIds.slice(at * SIDE, (at + 1) * SIDE),
  );
  const total = (sides.length * (sides.length + 1)) / 2;
  let done = 0;
  for (const [at, left] of sides.entries()) {
    for (const right of sides.slice(at)) {
      const rows = await rowsOf(db, { personIds: left === right ? left : [...left, ...right], statuses: USABLE });
      const isLeft = new Set(left);
      lend({
        keyring,
        modelId,
        rows,
        work: ({ templates, unreadable }) =>
          compare({
            left: templates.filter(({ personId }) => isLeft.has(personId)),
            right: left === right ? null : templates.filter(({ personId }) => !isLeft.has(personId)),
            unreadable,
          }),
      });
      done += 1;
      await breathe(done, total);
    }
  }
};

const store = async (trx: Db, keyring: Keyring, template: NewTemplate): Promise<number> => {
  const { personId, modelId, status, now } = template;
  const version = (await newestVersion(trx, personId)) + 1;
  if (status === 'pending') await deleteTemplates(trx, { personId, statuses: ['pending'] });
  else await shred(trx, personId);
  const dataKey = (await existingKey(trx, keyring, personId)) ?? (await freshKey(trx, keyring, template));
  try {
    const sealed = sealTemplate({ dataKey, values: template.values, place: { personId, version, modelId } });
    const row = { id: newId(now), personId, version, status, modelId, sealed, frames: template.frames, createdAt: now };
    await trx
      .insertInto('template')
      .values({ ...row, liveConsentId: template.consentId })
      .execute();
    return version;
  } finally {
    dataKey.fill(0);
  }
};

const existingKey = async (trx: Db, keyring: Keyring, personId: string): Promise<Buffer | undefined> => {
  const row = await trx.selectFrom('dataKey').selectAll().where('personId', '=', personId).executeTakeFirst();
  return row && keyring.unwrap(row);
};

const freshKey = async (trx: Db, keyring: Keyring, { personId, now }: NewTemplate): Promise<Buffer> => {
  const dataKey = newDataKey();
  await trx
    .insertInto('dataKey')
    .values({ ...keyring.wrap(personId, dataKey), createdAt: now })
    .execute();
  return dataKey;
};

interface Loan<T> {
  keyring: Keyring;
  modelId: string;
  rows: readonly SealedRow[];
  work: (opened: Opened) => T;
}

const lend = <T>({ keyring, modelId, rows, work }: Loan<T>): T => {
  const opened: Opened = { templates: [], otherModel: [], unreadable: [] };
  try {
    for (const row of rows) {
      if (row.modelId !== modelId) opened.otherModel.push(row.personId);
      else open({ keyring, row, opened });
    }
    return work(opened);
  } finally {
    for (const { values } of opened.templates) values.fill(0);
  }
};

const open = ({ keyring, row, opened }: { keyring: Keyring; row: SealedRow; opened: Opened }): void => {
  let dataKey: Buffer | undefined;
  try {
    dataKey = keyring.unwrap(row);
    const values = unsealTemplate({ dataKey, sealed: row.sealed, place: row });
    opened.templates.push({ id: row.id, personId: row.personId, version: row.version, status: row.status, values });
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    opened.unreadable.push(row.personId);
  } finally {
    dataKey?.fill(0);
  }
};
