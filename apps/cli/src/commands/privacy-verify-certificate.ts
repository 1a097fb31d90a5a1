import { readFile } from 'node:fs/promises';
import { judgeCertificate } from '@smart-presence/server/features/administration/index.ts';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';

const help = `Usage: smart-presence privacy verify-certificate FILE [--key NAME]

Checks that a certificate of erasure is as it was signed, without a server and without a network. Compare the name of the key with
what the institution tells you, or give it with --key.`;

const reasons = {
  unreadable: 'This is no certificate of erasure.',
  key: 'The name of its key is not that of the key in it.',
  signature: 'It was changed after it was signed.',
} as const;

export const privacyVerifyCertificate: Command = {
  help,
  run: async (args) => {
    const { positionals, values } = readArguments(args, { key: { type: 'string' } });
    const [file, extra] = positionals;
    if (file === undefined) throw new UsageError('name the file of the certificate');
    if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return refuse(`${file} cannot be read.`);
    const verdict = judgeCertificate(text);
    if (!verdict.isGenuine) return refuse(`NOT genuine. ${reasons[verdict.why]}`);
    const { keyId, institution, person, erasedAt, erased, kept } = verdict.certificate;
    const key = values.key;
    if (key !== undefined && key !== keyId)
      return refuse(`NOT genuine. It was signed with the key ${keyId}, not ${key}.`);
    const list = (counts: typeof erased) => counts.map(({ kind, count }) => `  ${count} ${kind}`).join('\n');
    process.stdout.write(
      `Genuine: signed with the key ${keyId}${key === undefined ? ' (compare it with what the institution tells you)' : ''}.
${institution} erased the person ${person} on ${new Date(erasedAt).toISOString()}.
Erased:\n${list(erased)}\nKept under the pseudonym:\n${list(kept)}\n`,
    );
    return EXIT.ok;
  },
};

const refuse = (words: string): number => {
  process.stderr.write(`${words}\n`);
  return EXIT.failed;
};
