/**
 * `npm run bench -- audit`: what an entry of the audit log costs the action that leaves it, and how long a million of them
 * take to verify, in the database and from an exported bundle. SQLite.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { figure, type Suite, type Table } from '@smart-presence/face/bench/suite.ts';
import { queriesOf } from '@smart-presence/server/features/accounts/testing.ts';
import {
  auditAll,
  createVerifier,
  exportBundle,
  feedVerifier,
  openAuditGuard,
  openAuditSigner,
  trust,
  verifyBundle,
} from '@smart-presence/server/platform/audit/index.ts';
import { type Db, migrate, openDatabase, transact } from '@smart-presence/server/platform/db/index.ts';
import { publish } from '@smart-presence/server/platform/events/index.ts';
import { breather } from '@smart-presence/server/platform/jobs/index.ts';

const ENTRIES = 1_000_000;
const AT_ONCE = 1000;
/** A checkpoint each minute at some five hundred entries a second. */
const CHECKPOINT_EVERY = 30_000;
const MARKS = 1000;
const START = Date.UTC(2026, 7, 3, 3);

export const suite: Suite = {
  title: 'The audit log',
  byDefault: false,
  async run({ progress, options }) {
    const folder = await mkdtemp(join(tmpdir(), 'smart-presence-audit-'));
    const db = await openDatabase(`sqlite:${join(folder, 'bench.sqlite')}`);
    try {
      await migrate(db);
      progress(`${MARKS} marks with and without their entry`);
      const marks = await measureMarks(db);
      const log = await measureLog({ db, folder, entries: options.attempts ?? ENTRIES, progress });
      return [marks, log];
    } finally {
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const eventOf = (n: number, type: string) => ({
  type,
  at: START + n,
  actorId: `student-${n}`,
  sectionId: 'section',
  sessionId: 'session',
  personId: `student-${n}`,
  data: {
    student: { id: `student-${n}`, name: 'Asha Rao', usn: `1SP${n}` },
    mark: { id: `mark-${n}`, code: 'P', method: 'face-self', at: START + n, isFlagged: false, version: 1 },
  },
  proof: { from: null, reason: null },
});

/** The same event twice: under the name of a mark it leaves an entry, under another it does not. */
async function measureMarks(db: Db): Promise<Table> {
  const statements = {
    unheard: await queriesOf(db, () => transact(db, (trx) => publish(trx, eventOf(0, 'unheard')))),
    'mark.recorded': await queriesOf(db, () => transact(db, (trx) => publish(trx, eventOf(0, 'mark.recorded')))),
  };
  const took = { 'mark.recorded': [] as number[], unheard: [] as number[] };
  for (let n = 0; n < MARKS; n += 1) {
    for (const type of n % 2 ? (['mark.recorded', 'unheard'] as const) : (['unheard', 'mark.recorded'] as const)) {
      const from = performance.now();
      await transact(db, (trx) => publish(trx, eventOf(n, type)));
      took[type].push(performance.now() - from);
    }
  }
  const [without, withEntry] = [took.unheard, took['mark.recorded']].map((all) => all.toSorted((a, b) => a - b));
  const at = (all: readonly number[] | undefined, share: number) => all?.[Math.floor((all.length - 1) * share)] ?? 0;
  const row = (what: string, all: readonly number[] | undefined, count: number) => [
    what,
    String(count),
    figure(at(all, 0.5)),
    figure(at(all, 0.95)),
  ];
  return {
    title: 'The end of a check-in: its event, and the commit',
    note: `${MARKS} of each in turn, each in a transaction of its own on a file with synchronous=FULL; statements without begin and commit. On PostgreSQL, taking the turn is one more, and it is taken twice.`,
    columns: ['transaction', 'statements', 'p50 ms', 'p95 ms'],
    rows: [
      row('event alone', without, statements.unheard),
      row('event and audit entry', withEntry, statements['mark.recorded']),
    ],
  };
}

interface Log {
  db: Db;
  folder: string;
  entries: number;
  progress: (what: string) => void;
}

async function measureLog({ db, folder, entries, progress }: Log): Promise<Table> {
  const signer = openAuditSigner(Buffer.alloc(32, 1));
  const keys = trust(signer.publicKey);
  const guard = openAuditGuard({ db, signer, keys, clock: () => START });
  const before = (await newest(db)) + 1;
  const written = await timed(async () => {
    for (let n = before; n < entries; n += AT_ONCE) {
      await transact(db, (trx) =>
        auditAll(
          trx,
          Array.from({ length: AT_ONCE }, (_, i) => entryOf(n + i)),
        ),
      );
      if ((n - before) % CHECKPOINT_EVERY === 0) await guard.checkpoint();
      if ((n - before) % 100_000 === 0) progress(`${n} entries written`);
    }
    await guard.checkpoint();
  });
  progress('verifying the database');
  const verifier = createVerifier(keys);
  const inDatabase = await timed(() => feedVerifier(db, { verifier, breathe: breather() }));
  const verdict = verifier.end({ mustBeSigned: true });
  if (!verdict.ok) throw new Error(`the bench's own log does not verify: ${JSON.stringify(verdict)}`);
  progress('exporting');
  const file = join(folder, 'log.ndjson');
  const exported = await timed(() =>
    pipeline(Readable.from(exportBundle(db, { signer, institution: 'Bench', now: START })), createWriteStream(file)),
  );
  const { size } = await stat(file);
  progress('verifying the bundle');
  const fromBundle = await timed(async () => {
    const { verdict: said } = await verifyBundle(createInterface({ input: createReadStream(file) }), keys);
    if (!said.ok) throw new Error(`the bench's own bundle does not verify: ${JSON.stringify(said)}`);
  });
  const row = (what: string, { ms, held }: { ms: number; held: number | null }) => [
    what,
    figure(ms / 1000),
    Math.round((verdict.entries / ms) * 1000).toLocaleString('en'),
    held === null ? '–' : figure(held),
  ];
  return {
    title: `${verdict.entries.toLocaleString('en')} entries, ${verdict.checkpoints} checkpoints`,
    note: `Held: the longest the event loop was kept from others. The bundle is ${figure(size / 1e6)} MB of NDJSON. Writing includes verifying before each signature.`,
    columns: ['what', 'seconds', 'entries a second', 'held ms'],
    rows: [
      row(`written, ${AT_ONCE} in a transaction, one after the other`, { ms: written.ms, held: null }),
      row('verified in the database', inDatabase),
      row('exported as a bundle', exported),
      row('verified from the bundle', fromBundle),
    ],
  };
}

const entryOf = (n: number) => ({
  action: 'mark.recorded' as const,
  at: START + n,
  actorId: `0198c0de-0000-7000-8000-${String(n % 50_000).padStart(12, '0')}`,
  subject: { kind: 'mark' as const, id: `0198c0de-1111-7000-8000-${String(n).padStart(12, '0')}` },
  personId: `0198c0de-0000-7000-8000-${String(n % 50_000).padStart(12, '0')}`,
  details: { sessionId: '0198c0de-2222-7000-8000-000000000001', version: 1, method: 'face-self', from: null, to: 'P' },
});

const newest = async (db: Db): Promise<number> =>
  (await db.selectFrom('auditEntry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0;

interface Timed {
  ms: number;
  held: number;
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = performance.now();
  await work();
  const ms = performance.now() - from;
  delay.disable();
  return { ms, held: delay.max / 1e6 };
}
