import { MonitoringRules, noMonitoring } from '@smart-presence/contract';
import { createKeyring } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { transact } from '../../platform/db/index.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { saveRoom } from '../academics/index.ts';
import { type SignedIn, signInAs } from '../accounts/testing.ts';
import { openSession } from '../attendance/index.ts';
import { placeOfClass } from '../attendance/kiosk/testing-door.ts';
import { addClass, NOW, type TestClass } from '../attendance/testing.ts';
import type { Identification, PhotoIdentification } from '../biometrics/index.ts';
import { cameraSecrets } from './cameras/camera-secrets.ts';
import { addCamera } from './cameras/save-camera.ts';
import { greyPicture } from './cameras/testing-cameras.ts';
import { lookIntoRooms, type RoomLooks } from './looks/look-into-rooms.ts';
import { appendSettings } from './settings.store.ts';

/** A comparison that answers as it is told: these students are in the picture, and so many others. */
export const scriptedRoom = () => {
  const script = {
    matched: [] as string[],
    unsure: 0,
    strangers: 0,
    asked: [] as Identification[],
    /** Runs while the picture is looked at. */
    meanwhile: (): Promise<unknown> => Promise.resolve(),
    identify: async (asked: Identification): Promise<PhotoIdentification> => {
      script.asked.push(asked);
      await script.meanwhile();
      const box: [number, number, number, number] = [0, 0, 50, 50];
      const seen = { photo: 0, box, margin: null };
      const matched = script.matched.filter((id) => asked.studentIds.includes(id));
      const others = script.matched.length - matched.length + script.strangers;
      return {
        photos: [{ width: 640, height: 480, faces: matched.length + script.unsure + others }],
        faces: [
          ...matched.map((studentId) => ({
            ...seen,
            verdict: 'matched' as const,
            candidates: [{ studentId, distance: 0.3 }],
          })),
          ...Array.from({ length: script.unsure }, () => ({ ...seen, verdict: 'unsure' as const, candidates: [] })),
          ...Array.from({ length: others }, () => ({ ...seen, verdict: 'unknown' as const, candidates: [] })),
        ],
        withoutTemplate: [],
        model: 'test',
      };
    },
  };
  return script;
};

export interface RoomScene {
  app: TestApp;
  db: Db;
  group: TestClass;
  roomId: string;
  sessionId: string;
  cameraId: string;
  script: ReturnType<typeof scriptedRoom>;
  /** What the camera hands out; an error: what goes wrong. */
  camera: { gives: Buffer | Error; asked: number };
  people: Record<'admin' | 'teacher' | 'stranger' | 'student', SignedIn>;
  rules: (change: Partial<MonitoringRules>) => Promise<void>;
  /** One turn of the clock that looks. */
  look: (change?: Partial<RoomLooks>) => Promise<number>;
  snapshots: () => Promise<{ faces: number | null; unknown: number | null; fault: string | null; sessionId: string }[]>;
}

/** A class in a room with an IP camera, its session open, monitoring on everywhere; faces are scripted. */
export const inRoom = async (open: () => Promise<Db>, work: (scene: RoomScene) => Promise<void>): Promise<void> => {
  const db = await open();
  const app = await createTestApp({ db, now: NOW });
  try {
    const admin = await signInAs(app, 'admin');
    const group = await addClass(db, { place: true });
    const elsewhere = await addClass(db);
    const placeId = await placeOfClass(db, group.sectionId);
    const { id: roomId } = await saveRoom(db, { name: 'Hall 1', placeId, capacity: 20 });
    const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
    await db
      .insertInto('sessionRoom')
      .values({ sessionId, roomId, chosenBy: admin.person.id, chosenAt: NOW })
      .execute();
    const secrets = cameraSecrets(app.platform.secrets.signing);
    const ip = {
      kind: 'ip' as const,
      name: 'Front',
      roomId,
      url: 'http://10.9.9.9/now.jpg',
      user: 'viewer',
      password: 'pa55',
    };
    const cameraId = await addCamera(db, ip, { secrets, actorId: admin.person.id, now: NOW });
    const as = ({ personId, name, role }: TestClass['teacher']) =>
      signInAs(app, { id: personId, name, role: role as 'student' });
    const rules = (change: Partial<MonitoringRules>) =>
      transact(db, (trx) =>
        appendSettings(trx, {
          rules: MonitoringRules.parse({ ...noMonitoring, mode: 'everywhere', ...change }),
          changedBy: admin.person.id,
          now: app.clock.now,
        }),
      );
    await rules({});
    const script = scriptedRoom();
    const camera = { gives: (await greyPicture()) as Buffer | Error, asked: 0 };
    const fetch = () => {
      camera.asked += 1;
      return camera.gives instanceof Error ? Promise.reject(camera.gives) : Promise.resolve(camera.gives);
    };
    await work({
      ...{ app, db, group, roomId, sessionId, cameraId, script, camera, rules },
      people: {
        admin,
        teacher: await as(group.teacher),
        stranger: await as(elsewhere.teacher),
        student: await as(group.students[0] as TestClass['teacher']),
      },
      look: (change = {}) =>
        lookIntoRooms({
          ...{ db, secrets, fetch, identify: script.identify, hasRoom: () => true, clock: () => app.clock.now },
          keyring: createKeyring({ kek: app.platform.secrets.kek }),
          ...change,
        }),
      snapshots: () =>
        db.selectFrom('roomSnapshot').select(['faces', 'unknown', 'fault', 'sessionId']).orderBy('takenAt').execute(),
    });
  } finally {
    await app.close();
  }
};

export const call = async <T>(
  app: TestApp,
  who: SignedIn,
  { method = 'GET', url, body }: { method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; body?: object },
) => {
  const reply = await app.http.inject({ method, url, headers: who.headers, ...(body ? { payload: body } : {}) });
  const isJson = String(reply.headers['content-type']).includes('json');
  const json = isJson ? reply.json() : undefined;
  return {
    status: reply.statusCode,
    code: json?.error?.code as string | undefined,
    body: json as T,
    bytes: reply.rawPayload,
    headers: reply.headers,
    text: reply.body,
  };
};
