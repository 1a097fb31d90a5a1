import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { loadEnvFile } from '@smart-presence/server';
import {
  type AuditProblem,
  keyIdOf,
  trust,
  type Verdict,
  verifyBundle,
} from '@smart-presence/server/platform/audit/index.ts';
import { verifyAtServer } from '@smart-presence/server/verify-audit.ts';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';
import { counted, printJson, printLine } from '../output.ts';

const help = `Usage: smart-presence audit verify [FILE] [--key KEY] [--json]

Verifies an exported audit log without a network and without the server that wrote it, or, without FILE, the log in
the configured database. FILE may be compressed with gzip.

  --key KEY   the public key of the server, as its audit page showed it before; several with commas. Without it a
              bundle proves that it is whole, but not whose it is.
  --json      the verdict as one line of JSON

Exit code 0: everything fits. 1: something does not; the first entry that does not fit is named. 2: the call was wrong.`;

export const auditVerify: Command = {
  help,
  run: async (args) => {
    const { values, positionals } = readArguments(args, { key: { type: 'string' }, json: { type: 'boolean' } });
    const [file, more] = positionals;
    if (more !== undefined) throw new UsageError(`${more} is one too many`);
    if (file === undefined) return verifyHere(values.json ?? false);
    if (!existsSync(file)) throw new UsageError(`${file} does not exist`);
    const keys = values.key?.split(',').map((key) => key.trim());
    if (keys?.some((key) => !/^[\w-]{43}$/.test(key)))
      throw new UsageError('--key must be public keys of 43 characters');
    const { verdict, manifest } = await verifyBundle(linesOf(file), keys && trust(...keys));
    if (values.json) printJson({ ...verdict, institution: manifest?.institution, publicKey: manifest?.publicKey });
    else {
      if (manifest)
        printLine(`Audit log of ${manifest.institution}, exported ${new Date(manifest.exportedAt).toISOString()}`);
      tell(verdict);
      if (verdict.ok && manifest && !keys) {
        printLine(
          `Signed by the key ${keyIdOf(manifest.publicKey)}, which the file names itself. Compare it with the one`,
        );
        printLine(`the audit page shows, or give that with --key: ${manifest.publicKey}`);
      }
    }
    return verdict.ok ? EXIT.ok : EXIT.failed;
  },
};

const verifyHere = async (json: boolean): Promise<number> => {
  loadEnvFile();
  const verdict = await verifyAtServer(process.env);
  if ('refused' in verdict) {
    process.stderr.write(`${verdict.refused}\n`);
    return EXIT.failed;
  }
  if (json) printJson(verdict);
  else tell(verdict);
  return verdict.ok ? EXIT.ok : EXIT.failed;
};

const tell = (verdict: Verdict): void => {
  if (!verdict.ok) {
    printLine(`BROKEN at entry ${verdict.seq}: ${words[verdict.problem]}.`);
    printLine('Entries before it fit; nothing is said of those after it.');
    return;
  }
  const { entries, checkpoints, erased, seq, signedUpTo } = verdict;
  const left = seq - signedUpTo;
  printLine(
    `OK: ${entries} ${entries === 1 ? 'entry' : 'entries'}, ${counted(checkpoints, 'checkpoint')}, the last entry is ${seq}.`,
  );
  if (erased > 0) printLine(`Of ${erased} the personal data was erased, as the log itself says.`);
  if (left > 0) printLine(`The newest ${left} are chained and not signed yet.`);
};

const words: Record<AuditProblem, string> = {
  sequence: 'its number is missing, comes twice or in another order',
  hash: 'it is not what was written, or the one before it is not',
  actor: 'who did it is not what was written',
  details: 'what was done is not what was written',
  missing_details: 'what was done is gone, and no entry says that it was erased',
  checkpoint: 'a signed checkpoint says something else',
  cut_off: 'entries are missing at the end: a signed checkpoint reaches further',
  signature: 'a signature does not fit',
  unknown_key: 'a checkpoint was signed with a key that is not trusted',
  unsigned_end: 'no checkpoint covers what follows',
  manifest: 'the file is not what its first line says',
  unreadable: 'a line cannot be read',
};

const GZIP = [0x1f, 0x8b];

async function* linesOf(file: string): AsyncGenerator<string> {
  let first: Buffer | undefined;
  for await (const chunk of createReadStream(file, { end: 1 })) first = chunk as Buffer;
  const isZipped = first?.[0] === GZIP[0] && first?.[1] === GZIP[1];
  const raw = createReadStream(file);
  const input = isZipped ? raw.pipe(createGunzip()) : raw;
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
