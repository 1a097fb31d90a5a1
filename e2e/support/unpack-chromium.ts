/** Run as `TMPDIR=FOLDER node unpack-chromium.ts`: `inflate` writes to the temporary folder and nowhere else. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';

const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
for (const name of await readdir(packed)) await inflate(join(packed, name));
