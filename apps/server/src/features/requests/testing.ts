import { randomBytes } from 'node:crypto';
import type { ErrorReply, StudentRequest } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { type SignedIn, signInAs } from '../accounts/testing.ts';
import { closeSession, openSession } from '../attendance/index.ts';
import { addClass, addViewer, MINUTE_MS, NOW, type TestClass } from '../attendance/testing.ts';

export const TODAY = '2026-08-03';

/** A picture that says it is a PDF; the bytes behind are different each time. */
export const pdf = (text = 'certificate'): Buffer =>
  Buffer.concat([Buffer.from(`%PDF-1.7\n${text}\n`), randomBytes(64), Buffer.from('\n%%EOF\n')]);

export interface Sent {
  method?: 'GET' | 'POST';
  url: string;
  body?: object;
  documents?: readonly Buffer[];
}

export const send = async (app: TestApp, who: SignedIn, { method = 'POST', url, body, documents }: Sent) => {
  const form = documents && new Response(formOf(body ?? {}, documents));
  const reply = await app.http.inject({
    method,
    url,
    ...(form ? { payload: Buffer.from(await form.arrayBuffer()) } : body ? { payload: body } : {}),
    headers: { ...who.headers, ...(form ? { 'content-type': form.headers.get('content-type') ?? '' } : {}) },
  });
  const code = reply.statusCode < 400 ? undefined : reply.json<ErrorReply>().error.code;
  return {
    status: reply.statusCode,
    code,
    headers: reply.headers,
    bytes: reply.rawPayload,
    json: <T>() => reply.json<T>(),
  };
};

const formOf = (data: object, documents: readonly Buffer[]): FormData => {
  const form = new FormData();
  form.set('data', JSON.stringify(data));
  for (const bytes of documents) form.append('documents', new Blob([new Uint8Array(bytes)]), 'anything.exe');
  return form;
};

export interface College {
  app: TestApp;
  db: Db;
  group: TestClass;
  sectionId: string;
  /** A session of the class that is closed; the first student was present, the others absent. */
  sessionId: string;
  people: Record<'admin' | 'otherAdmin' | 'teacher' | 'colleague' | 'stranger' | 'student' | 'other', SignedIn>;
  get: <T>(who: SignedIn, url: string) => Promise<T>;
  ask: (who?: SignedIn, body?: object, documents?: readonly Buffer[]) => Promise<StudentRequest>;
  answer: (
    who: SignedIn,
    id: string,
    body?: { round?: number; verdict?: string; reason?: string },
  ) => ReturnType<typeof send>;
  marks: () => Promise<string[]>;
}

/** The whole product with a class of two teachers, and somebody who teaches elsewhere. */
export const inCollege = async (open: () => Promise<Db>, work: (college: College) => Promise<void>) => {
  const db = await open();
  const app = await createTestApp({ db, now: NOW });
  try {
    const admin = await signInAs(app, 'admin');
    const group = await addClass(db);
    const elsewhere = await addClass(db);
    const colleague = await addViewer(db, 'faculty', 'Colleague');
    await db
      .insertInto('sectionFaculty')
      .values({ sectionId: group.sectionId, personId: colleague.personId })
      .execute();
    const [one, two] = group.students as [Viewer, Viewer];
    const as = ({ personId, name, role }: Viewer) => signInAs(app, { id: personId, name, role: role as 'student' });
    const people: College['people'] = {
      admin,
      otherAdmin: await signInAs(app, 'admin'),
      teacher: await as(group.teacher),
      colleague: await as(colleague),
      stranger: await as(elsewhere.teacher),
      student: await as(one),
      other: await as(two),
    };
    const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
    await closeSession(db, { sessionId, viewer: group.teacher, now: NOW + MINUTE_MS });
    app.clock.now = NOW + 2 * MINUTE_MS;
    const college: College = {
      app,
      db,
      group,
      sectionId: group.sectionId,
      sessionId,
      people,
      get: async (who, url) => (await send(app, who, { method: 'GET', url })).json(),
      ask: async (who = people.student, body = {}, documents = []) => {
        const range = { kind: 'medical', firstDay: TODAY, lastDay: TODAY, sectionId: group.sectionId };
        const asked = { ...range, statement: 'I had a fever.', ...body };
        return (await send(app, who, { url: '/api/me/leave', body: asked, documents })).json();
      },
      answer: (who, id, body = {}) => {
        const answer = { round: 1, verdict: 'granted', reason: 'The certificate says so.', ...body };
        return send(app, who, { url: `/api/requests/${id}/answers`, body: answer });
      },
      marks: async () => {
        const rows = await db
          .selectFrom('mark')
          .select('code')
          .where('sessionId', '=', sessionId)
          .where('studentId', '=', one.personId)
          .orderBy('version')
          .execute();
        return rows.map(({ code }) => code);
      },
    };
    await work(college);
  } finally {
    await app.close();
  }
};
