import { loadEnvFile } from '@smart-presence/server';
import { rebuildTalliesAtServer } from '@smart-presence/server/features/insights/index.ts';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';
import { counted, printJson, printLine } from '../output.ts';

const help = `Usage: smart-presence insights rebuild [--check] [--json]

Counts every session that is over anew from its marks, and proves that the numbers behind the charts are what the marks say.
The proof is a count of its own, by one statement in the database. Servers may go on meanwhile.

  --check   only compare, and change nothing that is wrong
  --json    the result as one line of JSON

Exit code 0: everything fits now. 1: something does not; sessions that differ are named. 2: the call was wrong.`;

export const insightsRebuild: Command = {
  help,
  run: async (args) => {
    const { values, positionals } = readArguments(args, { check: { type: 'boolean' }, json: { type: 'boolean' } });
    if (positionals[0] !== undefined) throw new UsageError(`unexpected argument ${positionals[0]}`);
    loadEnvFile();
    const result = await rebuildTalliesAtServer(process.env, { isCheck: values.check ?? false });
    if ('refused' in result) {
      process.stderr.write(`${result.refused}\n`);
      return EXIT.failed;
    }
    const { before, after } = result;
    const last = after ?? before;
    if (values.json) printJson({ ...last, before: before.differing });
    else {
      if (after) printLine(`${counted(before.differing, 'difference')} found and counted anew.`);
      printLine(`${counted(last.sessions, 'session')} compared with ${last.sessions === 1 ? 'its' : 'their'} marks.`);
      printLine(
        last.differing === 0
          ? 'OK: no difference.'
          : `DIFFERENT: ${counted(last.differing, 'session')} ${last.differing === 1 ? 'is' : 'are'} not what the marks say.`,
      );
      for (const id of last.examples) printLine(`  ${id}`);
    }
    return last.differing === 0 ? EXIT.ok : EXIT.failed;
  },
};
