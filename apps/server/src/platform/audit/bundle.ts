import { z } from 'zod';
import type { ChainEntry } from './chain.ts';
import { keyIdOf, type SignedStatement, type TrustedKeys, trust } from './signer.ts';
import { createVerifier, type EntryDetail, type Verdict, type Verifier } from './verify.ts';

/*
 * What is exported: one JSON object per line. First the manifest, then (after a pruning) the statement of what was pruned,
 * then entries in order, each signed statement after the entry it is about, the last one last.
 */

export const FORMAT = 'smart-presence-audit-1';

export interface Manifest {
  format: typeof FORMAT;
  institution: string;
  /** Milliseconds UTC. */
  exportedAt: number;
  publicKey: string;
  keyId: string;
  entries: number;
  /** Number of the last entry, and its hash. */
  last: number;
  root: string;
}

const text = z.string();
const Statement = z.strictObject({
  kind: z.enum(['checkpoint', 'pruned']),
  seq: z.int(),
  at: z.int(),
  hash: text,
  keyId: text,
  signature: text,
});
const Line = z.union([
  z.strictObject({
    manifest: z.strictObject({
      format: z.literal(FORMAT),
      institution: text,
      exportedAt: z.int(),
      publicKey: text,
      keyId: text,
      entries: z.int(),
      last: z.int(),
      root: text,
    }),
  }),
  z.strictObject({ statement: Statement }),
]);

export const entryLine = (entry: ChainEntry, detail: EntryDetail): string => `${JSON.stringify({ entry, detail })}\n`;
export const statementLine = (statement: SignedStatement): string => `${JSON.stringify({ statement })}\n`;
export const manifestLine = (manifest: Manifest): string => `${JSON.stringify({ manifest })}\n`;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const DETAIL = ['actorId', 'actorSalt', 'subjectKind', 'subjectId', 'personId', 'data', 'salt'] as const;

/** By hand: a million of them are read. Exactly these fields, so that nothing travels along unproven. */
const readEntry = (line: unknown): { entry: ChainEntry; detail: EntryDetail } | undefined => {
  const { entry, detail, ...rest } = line as { entry?: ChainEntry; detail?: EntryDetail };
  if (!entry || !detail || Object.keys(rest).length > 0) return undefined;
  const isEntry =
    Object.keys(entry).length === 6 &&
    Number.isSafeInteger(entry.seq) &&
    Number.isSafeInteger(entry.at) &&
    [entry.action, entry.actor, entry.details, entry.hash].every(isText);
  const isDetail = Object.keys(detail).length === DETAIL.length && DETAIL.every((name) => isTextOrNull(detail[name]));
  return isEntry && isDetail ? { entry, detail } : undefined;
};

export interface BundleVerdict {
  verdict: Verdict;
  /** undefined: the first line is none. */
  manifest: Manifest | undefined;
}

/**
 * Checks an exported bundle, line by line.
 * @param keys whose statements count; absent: the key that the bundle names, which proves that it is whole, not whose it is.
 */
export const verifyBundle = async (lines: AsyncIterable<string>, keys?: TrustedKeys): Promise<BundleVerdict> => {
  let manifest: Manifest | undefined;
  let verifier: Verifier | undefined;
  for await (const line of lines) {
    if (!verifier) {
      manifest = manifestOf(line);
      if (!manifest) break;
      verifier = createVerifier(keys ?? trust(manifest.publicKey));
      continue;
    }
    take(verifier, line);
    if (verifier.broken) break;
  }
  if (!verifier || !manifest) return { verdict: { ok: false, seq: 0, problem: 'unreadable' }, manifest };
  const verdict = verifier.end({ mustBeSigned: true });
  const { entries, last, root } = manifest;
  if (verdict.ok && (verdict.entries !== entries || verdict.seq !== last || verdict.hash !== root))
    return { verdict: { ok: false, seq: verdict.seq, problem: 'manifest' }, manifest };
  return { verdict, manifest };
};

const manifestOf = (line: string): Manifest | undefined => {
  const found = Line.safeParse(parsed(line)).data;
  if (!found || !('manifest' in found)) return undefined;
  const { manifest } = found;
  return Buffer.from(manifest.publicKey, 'base64url').length === 32 && keyIdOf(manifest.publicKey) === manifest.keyId
    ? manifest
    : undefined;
};

const take = (verifier: Verifier, line: string): void => {
  const content = parsed(line);
  const read = isObject(content) ? readEntry(content) : undefined;
  const found = read ? undefined : Line.safeParse(content).data;
  if (read) verifier.entry(read.entry, read.detail);
  else if (found && 'statement' in found) verifier.statement(found.statement);
  else verifier.fail('unreadable');
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
};
