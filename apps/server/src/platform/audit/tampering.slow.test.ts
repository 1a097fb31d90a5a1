import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { verifyBundle } from './bundle.ts';
import type { ChainEntry } from './chain.ts';
import { actorCommitment, detailsCommitment, GENESIS, hashOf } from './chain.ts';
import { exportBundle } from './export.ts';
import { type AuditSigner, openAuditSigner, type SignedStatement } from './signer.ts';
import { AT, auditHouse, writeLog } from './testing-log.ts';
import type { EntryDetail } from './verify.ts';

interface EntryLine {
  entry: ChainEntry;
  detail: EntryDetail;
}
type Line = EntryLine | { statement: SignedStatement } | { manifest: Record<string, unknown> };
type Random = (below: number) => number;

/** Mulberry32: the same tamperings every time. */
const seeded = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
};

const entriesIn = (lines: readonly Line[]): EntryLine[] => lines.filter((line) => 'entry' in line);
const statementsIn = (lines: readonly Line[]) => lines.filter((line) => 'statement' in line);
const one = <T>(list: readonly T[], random: Random): T => list[random(list.length)] as T;
const another = (value: unknown, random: Random): unknown => {
  if (typeof value === 'number') return value + 1 + random(1000);
  if (value === null) return 'somebody';
  const text = String(value);
  const at = random(text.length || 1);
  return text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1);
};
const edit = (of: object, random: Random): void => {
  const fields = of as Record<string, unknown>;
  const name = one(Object.keys(fields), random);
  fields[name] = another(fields[name], random);
};

/** What somebody does who knows how the log is made, and lacks the key: everything fits again, but for the signatures. */
const recompute = (lines: Line[], from: number, signer?: AuditSigner): void => {
  let prev = GENESIS;
  for (const line of lines) {
    if ('entry' in line) {
      const { entry, detail } = line;
      if (entry.seq >= from) {
        const { actorId, actorSalt, salt, data, ...about } = detail;
        entry.actor = actorCommitment(String(actorSalt), actorId);
        entry.details = detailsCommitment(String(salt), { ...about, data: JSON.parse(String(data)) as unknown });
        entry.hash = hashOf(entry, prev);
      }
      prev = entry.hash;
    } else if ('statement' in line && signer && line.statement.seq >= from) {
      const { kind, seq, at } = line.statement;
      line.statement = signer.sign({ kind, seq, at, hash: prev });
    }
  }
  const first = lines[0];
  if (first && 'manifest' in first) first.manifest.root = prev;
};

const forger = openAuditSigner(Buffer.alloc(32, 7));

/** Ways to tamper; each changes the lines in place, somewhere. */
const tamperings: Record<string, (lines: Line[], random: Random) => void> = {
  'a field of an entry': (lines, random) => edit(one(entriesIn(lines), random).entry, random),
  'a field beside an entry': (lines, random) => edit(one(entriesIn(lines), random).detail, random),
  'an entry deleted': (lines, random) => void lines.splice(lines.indexOf(one(entriesIn(lines), random)), 1),
  'an entry deleted, the others renumbered and recomputed': (lines, random) => {
    const gone = one(entriesIn(lines).slice(0, -1), random);
    lines.splice(lines.indexOf(gone), 1);
    for (const { entry } of entriesIn(lines)) if (entry.seq > gone.entry.seq) entry.seq -= 1;
    for (const { statement } of statementsIn(lines)) if (statement.seq >= gone.entry.seq) statement.seq -= 1;
    recompute(lines, gone.entry.seq);
  },
  'two entries in each other’s place': (lines, random) => {
    const [a, b] = [one(entriesIn(lines), random), one(entriesIn(lines), random)];
    const [at, other] = [
      lines.indexOf(a),
      lines.indexOf(b === a ? (entriesIn(lines).find((e) => e !== a) as Line) : b),
    ];
    [lines[at], lines[other]] = [lines[other] as Line, lines[at] as Line];
  },
  'two entries reordered and renumbered': (lines, random) => {
    const list = entriesIn(lines);
    const at = random(list.length - 1);
    const [a, b] = [list[at] as EntryLine, list[at + 1] as EntryLine];
    [a.entry, b.entry] = [
      { ...b.entry, seq: a.entry.seq },
      { ...a.entry, seq: b.entry.seq },
    ];
    [a.detail, b.detail] = [b.detail, a.detail];
    recompute(lines, a.entry.seq);
  },
  'the end cut off': (lines, random) => void lines.splice(lines.length - 1 - random(40)),
  'the end cut off before the last checkpoint': (lines, random) => {
    const list = entriesIn(lines);
    const from = list[list.length - 1 - random(30)] as Line;
    const last = lines.at(-1) as Line;
    lines.splice(lines.indexOf(from));
    lines.push(last);
  },
  'an entry put in': (lines, random) => {
    const at = lines.indexOf(one(entriesIn(lines), random));
    lines.splice(at, 0, structuredClone(lines[at] as Line));
  },
  'an entry put in, the others renumbered and recomputed': (lines, random) => {
    const { entry } = one(entriesIn(lines), random);
    const at = lines.findIndex((line) => 'entry' in line && line.entry.seq === entry.seq);
    const fresh = structuredClone(lines[at]) as EntryLine;
    for (const line of lines.slice(at)) {
      if ('entry' in line) line.entry.seq += 1;
      else if ('statement' in line) line.statement.seq += 1;
    }
    lines.splice(at, 0, fresh);
    recompute(lines, fresh.entry.seq);
  },
  'details of two entries swapped': (lines, random) => {
    const list = entriesIn(lines);
    const at = random(list.length - 1);
    const [a, b] = [list[at] as EntryLine, list[at + 1] as EntryLine];
    [a.detail, b.detail] = [b.detail, a.detail];
  },
  'details taken away': (lines, random) => {
    const { detail } = one(entriesIn(lines), random);
    Object.assign(detail, { data: null, salt: null, subjectKind: null, subjectId: null, personId: null });
  },
  'the actor taken away': (lines, random) => {
    Object.assign(one(entriesIn(lines), random).detail, { actorId: null, actorSalt: null });
  },
  'a checkpoint changed': (lines, random) => edit(one(statementsIn(lines), random).statement, random),
  'a checkpoint signed with another key': (lines, random) => {
    const line = one(statementsIn(lines), random);
    line.statement = forger.sign(line.statement);
  },
  'a checkpoint signed with another key under the name of ours': (lines, random) => {
    const line = one(statementsIn(lines), random);
    line.statement = { ...forger.sign(line.statement), keyId: line.statement.keyId };
  },
  'everything recomputed after a change': (lines, random) => {
    const { entry, detail } = one(entriesIn(lines), random);
    detail.actorId = 'somebody-else';
    recompute(lines, entry.seq);
  },
  'everything recomputed and signed anew': (lines, random) => {
    const { entry, detail } = one(entriesIn(lines), random);
    detail.actorId = 'somebody-else';
    recompute(lines, entry.seq, forger);
    const manifest = (lines[0] as { manifest: Record<string, unknown> }).manifest;
    Object.assign(manifest, { publicKey: forger.publicKey, keyId: forger.keyId });
  },
  'the last checkpoint taken away': (lines) => void lines.pop(),
  'the manifest changed': (lines, random) => {
    const { manifest } = lines[0] as { manifest: Record<string, unknown> };
    const name = one(['format', 'publicKey', 'keyId', 'entries', 'last', 'root'], random);
    manifest[name] = another(manifest[name], random);
  },
};

test('1,000 tamperings: all are caught, and nothing is said of a log that nobody touched', async () => {
  const db = await openDatabase('sqlite::memory:');
  await migrate(db);
  const house = auditHouse(db);
  await writeLog(house, { count: 80, every: 16 });
  let text = '';
  for await (const some of exportBundle(db, { signer: house.signer, institution: 'College', now: AT })) text += some;
  await db.destroy();
  const clean = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const judge = async (lines: readonly Line[]) => {
    const stream = (async function* () {
      for (const line of lines) yield JSON.stringify(line);
    })();
    return (await verifyBundle(stream, house.keys)).verdict;
  };
  assert.equal((await judge(clean)).ok, true);
  const random = seeded(20260803);
  const ways = Object.entries(tamperings);
  let caught = 0;
  for (let n = 0; n < 1000; n += 1) {
    const [name, tamper] = ways[n % ways.length] as (typeof ways)[number];
    const lines = structuredClone(clean);
    tamper(lines, random);
    assert.notDeepEqual(lines, clean, `${name} changed nothing`);
    const verdict = await judge(lines);
    assert.equal(verdict.ok, false, `${name} (${n}) was not caught`);
    caught += 1;
  }
  assert.equal(caught, 1000);
  assert.equal((await judge(clean)).ok, true);
});
