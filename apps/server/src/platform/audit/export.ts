import type { Db } from '../db/index.ts';
import { entryLine, FORMAT, manifestLine, statementLine } from './bundle.ts';
import { checkpointsIn, newestStatement, readLog } from './log.store.ts';
import type { AuditSigner } from './signer.ts';

export interface ExportOptions {
  signer: AuditSigner;
  institution: string;
  now: number;
}

const PAGE = 500;

/**
 * The whole log as a bundle, in pieces of some hundred kilobytes: whoever sends it decides the pace. It ends at the newest
 * checkpoint, so nothing in it is unsigned: make one first.
 */
export async function* exportBundle(db: Db, { signer, institution, now }: ExportOptions): AsyncGenerator<string> {
  const pruned = await newestStatement(db, 'pruned');
  const last = await newestStatement(db, 'checkpoint');
  const start = pruned?.seq ?? 0;
  const end = last ?? { seq: start, hash: '' };
  const { publicKey, keyId } = signer;
  const about = { institution, exportedAt: now, publicKey, keyId };
  yield manifestLine({ format: FORMAT, ...about, entries: end.seq - start, last: end.seq, root: end.hash });
  if (pruned) yield statementLine(pruned);
  for (let from = start; from < end.seq; ) {
    const page = await readLog(db, from, Math.min(PAGE, end.seq - from));
    const upTo = page.at(-1)?.entry.seq;
    if (upTo === undefined) return;
    const statements = await checkpointsIn(db, from, upTo);
    let text = '';
    let next = 0;
    for (const { entry, detail } of page) {
      // A row that is gone is exported as gone: the verdict is the reader's.
      text += entryLine(entry, detail ?? GONE);
      for (let one = statements[next]; one && one.seq <= entry.seq; one = statements[++next])
        text += statementLine(one);
    }
    yield text;
    from = upTo;
  }
}

const GONE = {
  actorId: null,
  actorSalt: null,
  subjectKind: null,
  subjectId: null,
  personId: null,
  data: null,
  salt: null,
};
