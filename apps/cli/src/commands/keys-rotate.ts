import { loadEnvFile } from '@smart-presence/server';
import { rotateKeysAtServer } from '@smart-presence/server/features/biometrics/index.ts';
import { roomPictureKeys } from '@smart-presence/server/features/monitoring/index.ts';
import { reportKeys } from '@smart-presence/server/features/reports/index.ts';
import { documentKeys } from '@smart-presence/server/features/requests/index.ts';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';

const help = `Usage: smart-presence keys rotate

Wraps the keys of all enrolled faces, of documents of requests and of kept pictures of rooms with SMART_PRESENCE_KEK that SMART_PRESENCE_OTHER_KEK wraps until now. Servers go
on meanwhile when they were started with both settings. Stopped half-way, it goes on where it stopped when called again.
The operator's guide has the steps before and after it.`;

export const keysRotate: Command = {
  help,
  run: async (args) => {
    const [extra] = readArguments(args, {}).positionals;
    if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
    loadEnvFile();
    const show = process.stdout.isTTY;
    const onProgress = (rewrapped: number) => {
      if (show) process.stdout.write(`\rUnder the new key: ${rewrapped} `);
    };
    const result = await rotateKeysAtServer(process.env, onProgress, [documentKeys, roomPictureKeys, reportKeys]);
    if (show) process.stdout.write('\n');
    if ('refused' in result) {
      process.stderr.write(`${result.refused}\n`);
      return EXIT.failed;
    }
    const { rewrapped, left, others = 0 } = result;
    process.stdout.write(`${rewrapped} keys of enrolled faces are under the new key now.\n`);
    if (others > 0) process.stdout.write(`${others} keys of documents and pictures are, too.\n`);
    if (left === 0) {
      process.stdout.write(
        'The old key opens nothing any more: remove SMART_PRESENCE_OTHER_KEK and restart the servers.\n',
      );
      return EXIT.ok;
    }
    process.stderr.write(
      `${left} are not: they were altered, or are under a third key. Keep the old key, and see "Rotating the key" in the operator's guide.\n`,
    );
    return EXIT.failed;
  },
};
