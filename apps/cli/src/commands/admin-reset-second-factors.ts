import { loadEnvFile } from '@smart-presence/server';
import { resetAtServer } from '@smart-presence/server/reset-second-factors.ts';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';

const help = `Usage: smart-presence admin reset-second-factors <e-mail> --reason <text>

Removes the passkeys, authenticator and recovery codes of somebody who has lost them all, and ends their sign-in
sessions. For the only administrator; anybody else's are reset on their page. The reason is kept.`;

export const adminResetSecondFactors: Command = {
  help,
  run: async (args) => {
    const { values, positionals } = readArguments(args, { reason: { type: 'string' } });
    const [email, more] = positionals;
    if (email === undefined) throw new UsageError('an e-mail is missing');
    if (more !== undefined) throw new UsageError(`${more} is one too many`);
    const reason = values.reason?.trim();
    if (!reason) throw new UsageError('--reason is missing');
    loadEnvFile();
    const result = await resetAtServer(process.env, { email, reason, now: Date.now() });
    if ('refused' in result) {
      process.stderr.write(`${result.refused}\n`);
      return EXIT.failed;
    }
    process.stdout.write(`The second factors of ${result.name} are removed. They sign in with the password.\n`);
    return EXIT.ok;
  },
};
