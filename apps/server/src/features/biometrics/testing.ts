import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { consentText, defaultPolicy } from '@smart-presence/contract';
import { makeTemplate } from '@smart-presence/face';
import { type CompiledQuery, sql } from 'kysely';
import { pino } from 'pino';
import sharp from 'sharp';
import { type Db, engineFor, urlFor } from '../../platform/db/index.ts';
import { AppError } from '../../platform/http/index.ts';
import { createPerson } from '../accounts/index.ts';
import { type LazyFaceEngine, lazyFaceEngine } from './face-engine.ts';
import { giveConsent } from './give-consent.ts';
import { provideService } from './service.ts';
import { createVault, type Vault } from './vault/index.ts';

export const NOW = Date.UTC(2026, 7, 10, 9);
export const limits = defaultPolicy.face;

export const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

export const modelCache = fileURLToPath(
  new URL('../../../../../node_modules/.cache/smart-presence/models', import.meta.url),
);
/**
 * The real engine, one for all tests of a process; idle it keeps nobody waiting. A picture it has described before is
 * answered with a copy of that answer: the suite looks at the same faces on both databases.
 */
export const realEngine = lazyFaceEngine({ cacheDir: modelCache, threads: 1 });
const answers = new Map<string, Promise<unknown>>();
const remembered = async <T>(question: unknown, pictures: readonly Uint8Array[], ask: () => Promise<T>): Promise<T> => {
  const hash = createHash('sha256').update(JSON.stringify(question));
  for (const picture of pictures) hash.update(`${picture.length}:`).update(picture);
  const key = hash.digest('hex');
  const answer = (answers.get(key) as Promise<T> | undefined) ?? ask();
  answers.set(key, answer);
  return structuredClone(await answer);
};
export const testEngine: LazyFaceEngine = {
  ...realEngine,
  ready: async () => {
    const engine = await realEngine.ready();
    return {
      model: engine.model,
      close: engine.close,
      load: engine.load,
      assessLiveness: engine.assessLiveness,
      describe: (image, options) => remembered(['one', options], [image], () => engine.describe(image, options)),
      describeFrames: (frames, options) =>
        remembered(['frames', options], frames, () => engine.describeFrames(frames, options)),
    };
  },
};

/** Gives the use cases what `registerBiometrics` gives them in the product. */
export const provideTestService = (db: Db, engine: LazyFaceEngine = testEngine): Vault => {
  const vault = createVault({ kek: randomBytes(32) });
  provideService(db, { engine, vault, log: pino({ level: 'silent' }), hashKey: Buffer.alloc(32, 7) });
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

const cutFrame = async (face: TestFace, variant: number): Promise<Buffer> => {
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

const frames = new Map<string, Promise<Buffer>>();
/** A frame differs from the next as frames of a hand-held camera do: shifted, nearer, brighter. */
export const frameOf = (face: TestFace, variant = 0): Promise<Buffer> => {
  const key = `${face} ${variant}`;
  const frame = frames.get(key) ?? cutFrame(face, variant);
  frames.set(key, frame);
  return frame;
};

export const framesOf = (face: TestFace, count: number, from = 0): Promise<Buffer[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => frameOf(face, from + at)));

export const liveConsentId = async (db: Db, personId: string): Promise<string> =>
  (
    await db
      .selectFrom('consent')
      .select('liveId')
      .where('personId', '=', personId)
      .where('liveId', 'is not', null)
      .executeTakeFirstOrThrow()
  ).liveId ?? '';

/** Every value of every table as bytes, joined. */
export const everyRow = async (db: Db): Promise<Buffer> => {
  const names =
    engineFor(db) === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
      : sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`;
  const parts: Buffer[] = [];
  for (const { name } of (await names.execute(db)).rows) {
    const query = {
      sql: `select * from "${name}"`,
      parameters: [],
      query: { kind: 'RawNode' },
    } as unknown as CompiledQuery;
    const { rows } = await db.withoutPlugins().executeQuery<Record<string, unknown>>(query);
    for (const value of rows.flatMap((row) => Object.values(row))) {
      parts.push(value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)));
    }
  }
  return Buffer.concat(parts);
};

/** The database's own files (SQLite): data, journal, index of the journal. */
export const everyFile = async (db: Db): Promise<Buffer> => {
  const path = urlFor(db)?.match(/^sqlite:(.*)$/)?.[1];
  if (!path) return Buffer.alloc(0);
  const files = (await readdir(dirname(path))).filter((file) => file.startsWith(basename(path)));
  assert.ok(files.length > 0);
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(dirname(path), file)))));
};

const templates = new Map<TestFace, Promise<Float32Array>>();
/** The template of a face, computed once per process. */
export const templateOf = (face: TestFace): Promise<Float32Array> => {
  const known = templates.get(face) ?? computeTemplate(face);
  templates.set(face, known);
  return known;
};

const computeTemplate = async (face: TestFace): Promise<Float32Array> => {
  const engine = await testEngine.ready();
  const described = await engine.describeFrames(await framesOf(face, 5));
  const descriptors = described.flatMap(({ faces }) => faces[0]?.descriptor ?? []);
  return makeTemplate({ descriptors }).descriptor;
};

/** A student who consented and whose face is enrolled, without going through enrolment. */
export const addEnrolledStudent = async (
  db: Db,
  vault: Vault,
  { face, status = 'active' }: { face: TestFace; status?: 'active' | 'provisional' | 'pending' },
): Promise<string> => {
  const personId = await addConsentingStudent(db, face);
  const values = (await templateOf(face)).slice();
  const consentId = await liveConsentId(db, personId);
  const modelId = (await testEngine.ready()).model.id;
  await vault.store(db, { personId, consentId, values, modelId, status, frames: 5, now: NOW });
  return personId;
};

/** Pictures that go wrong, each in one way. */
export const badPictures = {
  empty: async () => Buffer.alloc(0),
  text: async () => Buffer.from('this is a poem and no picture\n'.repeat(20)),
  truncated: async () => {
    const whole = await frameOf('ann');
    return whole.subarray(0, Math.round(whole.length * 0.6));
  },
  /** 12,000² pixels of one colour in a few kilobytes. */
  bomb: async () => flatPng(12_000),
  /** A wall. In stronger noise a face was seen once. */
  noFace: () =>
    sharp({
      create: {
        width: 480,
        height: 480,
        channels: 3,
        background: '#7a8a6a',
        noise: { type: 'gaussian', mean: 128, sigma: 6 },
      },
    })
      .jpeg()
      .toBuffer(),
  twoFaces: async () => {
    const [left, right] = [await frameOf('ann'), await frameOf('bea')];
    const wide = sharp({ create: { width: 960, height: 480, channels: 3, background: '#888' } });
    return wide
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: 480, top: 0 },
      ])
      .jpeg()
      .toBuffer();
  },
  tooSmall: async () =>
    sharp(await frameOf('bea'))
      .resize(56)
      .jpeg()
      .toBuffer(),
  blurred: async () => {
    const small = await sharp(await frameOf('cid'))
      .resize(300)
      .toBuffer();
    return sharp(small).blur(2.5).jpeg().toBuffer();
  },
};

/** A good frame as a phone held sideways stores it: pixels turned, and a note how to turn them back. */
export const sideways = async (face: TestFace): Promise<Buffer> =>
  sharp(await frameOf(face))
    .rotate(90)
    .withMetadata({ orientation: 8 })
    .jpeg()
    .toBuffer();

const flatPng = (side: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8); // one bit per pixel, grey
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};
