/**
 * Run by frames-not-kept.slow.test.ts in a process of its own, so that its log and its files are all there is: the whole product on
 * SQLite, a thousand check-ins and a hundred snapshots of a room with the pictures of a canary. Faces are not looked for in
 * each: what the engine answered once about a real face stands for all, and every picture is decoded. Its pixels pass by all the same.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Challenge, facesMessage, noMonitoring } from '@smart-presence/contract';
import sharp from 'sharp';
import { type Db, migrate, newId, openDatabase, transact } from '../../platform/db/index.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { enrolStudents, saveRoom } from '../academics/index.ts';
import { pairedKiosk, type SignedIn, signInAs } from '../accounts/testing.ts';
import { openSession } from '../attendance/index.ts';
import { placeOfClass } from '../attendance/kiosk/testing-door.ts';
import { addClass, NOW, phoneOf } from '../attendance/testing.ts';
import {
  addConsentingStudent,
  framesOf,
  liveConsentId,
  provideTestService,
  templateOf,
  testEngine,
} from '../biometrics/testing.ts';
import { appendSettings } from './settings.store.ts';
import { canaryOf } from './testing-canary.ts';

const STUDENTS = 100;
const CLASSES = 10;
const SNAPSHOTS = 100;
const AT_ONCE = 8;

const [folder = '', word = ''] = process.argv.slice(2);
const { picture } = await canaryOf(word);
const db = await openDatabase(`sqlite:${join(folder, 'canary.sqlite')}`);
await migrate(db);
const app = await createTestApp({ db, now: NOW, env: { LOG_LEVEL: 'trace' } });

const real = await testEngine.ready();
const seen = await real.describeFrames(await framesOf('ann', 3), { scene: 'selfie' });
const decode = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
const engine: typeof testEngine = {
  ...testEngine,
  ready: async () => ({
    ...real,
    describe: async (bytes) => {
      await decode(bytes);
      return structuredClone(seen[0]) as Awaited<ReturnType<typeof real.describe>>;
    },
    describeFrames: async (frames) => {
      await Promise.all(frames.map(decode));
      return structuredClone(frames.map((_, index) => seen[index % seen.length])) as typeof seen;
    },
  }),
};
const vault = provideTestService(db, engine);

const student = async (name: string): Promise<SignedIn> => {
  const id = await addConsentingStudent(db, name);
  const consentId = await liveConsentId(db, id);
  const values = (await templateOf('ann')).slice();
  const kept = {
    personId: id,
    consentId,
    values,
    modelId: real.model.id,
    status: 'active' as const,
    frames: 5,
    now: NOW,
  };
  await vault.store(db, kept);
  return signInAs(app, { id, name, role: 'student' });
};

const send = async (
  who: SignedIn,
  url: string,
  part: { name: string; data: object; pictures: readonly Buffer[] } | null,
) => {
  const form = new FormData();
  if (part) {
    form.set('data', JSON.stringify(part.data));
    for (const one of part.pictures) form.append(part.name, new Blob([new Uint8Array(one)]), 'picture.jpg');
  }
  const body = new Response(form);
  const reply = await app.http.inject({
    method: 'POST',
    url,
    ...(part ? { payload: Buffer.from(await body.arrayBuffer()) } : { payload: {} }),
    headers: { ...who.headers, ...(part ? { 'content-type': body.headers.get('content-type') ?? '' } : {}) },
  });
  return { status: reply.statusCode, body: reply.json() };
};

const checkIn = async (who: SignedIn, sessionId: string): Promise<string> => {
  const url = `/api/attendance-sessions/${sessionId}`;
  const challenge = (await send(who, `${url}/challenges`, null)).body as Challenge;
  const { id: challengeId, nonce } = challenge;
  const pictures = [picture, picture, picture];
  const frameDigests = pictures.map((one) => createHash('sha256').update(one).digest('hex'));
  const message = facesMessage({ personId: who.person.id, sessionId, challengeId, nonce, frameDigests });
  const device = phoneOf({ personId: who.person.id }).sign(message);
  const data = { challengeId, nonce, frameTimes: [0, 250, 500], device };
  const { status, body } = await send(who, `${url}/check-in`, { name: 'frames', data, pictures });
  return `${status} ${body.result ?? body.decision ?? body.error?.code ?? ''}`;
};

/** Each once, some at a time. @returns how often each outcome was. */
const tally = async (work: readonly (() => Promise<string>)[]): Promise<Record<string, number>> => {
  const waiting = [...work];
  const counts: Record<string, number> = {};
  const turns = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const outcome = await next();
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turns));
  return counts;
};

const lookIntoRoom = async (target: TestApp, on: Db, section: { id: string; sessionId: string }) => {
  const placeId = await placeOfClass(on, section.id);
  const { id: roomId } = await saveRoom(on, { name: 'Hall', placeId, capacity: 20 });
  const tab = await pairedKiosk(target, placeId, 'room');
  const never = { leaseToken: null, leaseUntil: null, lastLookAt: null, lastGoodAt: null, fault: null };
  const camera = { id: tab.person.id, kind: 'browser', name: 'Tab', roomId, sealed: null, address: null } as const;
  const admin = await signInAs(target, 'admin');
  const by = { createdAt: NOW, createdBy: admin.person.id, removedAt: null };
  await on
    .insertInto('roomCamera')
    .values({ ...camera, ...never, ...by })
    .execute();
  const chosen = { roomId, chosenBy: admin.person.id, chosenAt: NOW };
  await on
    .insertInto('sessionRoom')
    .values({ sessionId: section.sessionId, ...chosen })
    .execute();
  const rules = { ...noMonitoring, mode: 'everywhere' as const, everySeconds: 5 };
  await transact(on, (trx) => appendSettings(trx, { rules, changedBy: admin.person.id, now: NOW }));
  let looked = 0;
  const refused = new Set<string>();
  for (let look = 0; look < SNAPSHOTS; look += 1) {
    const { body } = await send(tab, '/api/room-camera/snapshots', { name: 'picture', data: {}, pictures: [picture] });
    looked += body.wasLookedAt ? 1 : 0;
    if (body.error) refused.add(body.error.code);
    target.clock.now += 5000;
  }
  return { looked, refused: [...refused] };
};

const students: SignedIn[] = [];
for (let at = 0; at < STUDENTS; at += 1) students.push(await student(`Student ${newId()}`));
const sessions: { id: string; sessionId: string }[] = [];
for (let at = 0; at < CLASSES; at += 1) {
  const { sectionId, teacher } = await addClass(db, { students: 0, place: at === 0 });
  await enrolStudents(db, { sectionId, studentIds: students.map(({ person }) => person.id), usns: [], now: NOW });
  const opened = await openSession(db, { sectionId, viewer: teacher, minutes: 120, now: NOW });
  sessions.push({ id: sectionId, sessionId: opened.id });
}
const outcomes = await tally(sessions.flatMap(({ sessionId }) => students.map((who) => () => checkIn(who, sessionId))));
const [first] = sessions;
const looks = first ? await lookIntoRoom(app, db, first) : null;
const marks = (await db.selectFrom('mark').select('id').execute()).length;
await writeFile(join(folder, 'outcome.json'), JSON.stringify({ outcomes, marks, looks }));
// Nothing is tidied up: what lies about is what is looked through.
process.exit(0);
