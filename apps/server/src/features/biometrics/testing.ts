import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consentText, defaultPolicy } from '@smart-presence/contract';
import { pino } from 'pino';
import sharp from 'sharp';
import type { Db } from '../../platform/db/index.ts';
import { AppError } from '../../platform/http/index.ts';
import { createPerson } from '../accounts/index.ts';
import { lazyFaceEngine } from './face-engine.ts';
import { giveConsent } from './give-consent.ts';
import { provideService } from './service.ts';
import { createVault, type Vault } from './vault/index.ts';

export const NOW = Date.UTC(2026, 7, 10, 9);
export const limits = defaultPolicy.face;

export const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

const cacheDir = fileURLToPath(new URL('../../../../../node_modules/.cache/smart-presence/models', import.meta.url));
/** One for all tests of a process; idle it keeps nobody waiting. */
export const testEngine = lazyFaceEngine({ cacheDir, threads: 1 });

/** Gives the use cases what `registerBiometrics` gives them in the product. */
export const provideTestService = (db: Db): Vault => {
  const vault = createVault({ kek: randomBytes(32) });
  provideService(db, { engine: testEngine, vault, log: pino({ level: 'silent' }) });
  return vault;
};

export const addStudent = async (db: Db, name: string, isUnder18 = false): Promise<string> =>
  (await createPerson(db, { name, role: 'student', profile: { isUnder18 } }, NOW)).id;

export const addConsentingStudent = async (db: Db, name: string): Promise<string> => {
  const personId = await addStudent(db, name);
  await giveConsent(db, { personId, textVersion: consentText.version, guardian: null, now: NOW });
  return personId;
};

const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');

/** Whole photos that come with the installed models. */
export const samplePhoto = (number: 1 | 2 | 3 | 4 | 5 | 6): Promise<Buffer> =>
  readFile(join(demo, `sample${number}.jpg`));

/** Where one person stands alone in a photo: middle of the face and half the side of a cut around it, pixels. */
const people = {
  ann: { photo: 3, x: 685, y: 465, half: 230 },
  bea: { photo: 5, x: 864, y: 215, half: 170 },
  cid: { photo: 6, x: 354, y: 612, half: 210 },
  dot: { photo: 1, x: 1575, y: 317, half: 240 },
  /** The person of `dot` on another photo. */
  dotElsewhere: { photo: 3, x: 1184, y: 363, half: 200 },
} as const;
export type TestFace = keyof typeof people;

/** A frame differs from the next as frames of a hand-held camera do: shifted, nearer, brighter. */
export const frameOf = async (face: TestFace, variant = 0): Promise<Buffer> => {
  const { photo, x, y, half } = people[face];
  const side = Math.round(half * (1.86 + 0.02 * (variant % 7)));
  const left = Math.max(0, Math.round(x - side / 2 + ((variant * 7) % 11) - 5));
  const top = Math.max(0, Math.round(y - side / 2 + ((variant * 5) % 9) - 4));
  return sharp(await samplePhoto(photo))
    .extract({ left, top, width: side, height: side })
    .resize(480, 480)
    .modulate({ brightness: 0.94 + 0.03 * (variant % 5) })
    .jpeg({ quality: 92 })
    .toBuffer();
};

export const framesOf = (face: TestFace, count: number, from = 0): Promise<Buffer[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => frameOf(face, from + at)));
