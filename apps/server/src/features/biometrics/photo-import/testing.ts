import { consentText, type ErrorReply, type Import, type JobKind, type PhotoUpload } from '@smart-presence/contract';
import { pino } from 'pino';
import type { Db } from '../../../platform/db/index.ts';
import { type JobWork, runDueJobs } from '../../../platform/jobs/index.ts';
import { writeZip } from '../../../platform/zip/index.ts';
import { createTestApp } from '../../../testing/test-app.ts';
import { createPerson } from '../../accounts/index.ts';
import { type SignedIn, signInAs } from '../../accounts/testing.ts';
import { giveConsent } from '../give-consent.ts';
import { NOW, provideTestService } from '../testing.ts';
import type { Vault } from '../vault/index.ts';
import { applyPhotos } from './apply-photos.ts';
import { checkPhotos } from './check-photos.ts';
import { undoPhotos } from './undo-photos.ts';

export interface PhotoDesk {
  db: Db;
  vault: Vault;
  admin: SignedIn;
  clock: { now: number };
  /** Does what waits, as a server does. */
  runJobs: (works?: Partial<Record<JobKind, JobWork>>) => Promise<number>;
  call: <T>(method: 'GET' | 'POST', path: string, body?: object) => Promise<{ status: number; code?: string; json: T }>;
  /** Announces a ZIP, sends its parts and asks for the dry run. */
  send: (zip: Buffer) => Promise<Import>;
  /** The same, and the dry run. */
  check: (files: Readonly<Record<string, Buffer>>) => Promise<Import>;
  view: (id: string) => Promise<Import>;
  apply: (id: string) => Promise<Import>;
  undo: (id: string) => Promise<Import>;
  close: () => Promise<void>;
}

export const zipOf = (files: Readonly<Record<string, Buffer>>): Promise<Buffer> =>
  writeZip(new Map(Object.entries(files)));

/** A server and its administrator, who imports photos; jobs run when a test says so. */
export const photoDesk = async (db: Db): Promise<PhotoDesk> => {
  const app = await createTestApp({ db, now: NOW });
  const vault = provideTestService(db);
  const admin = await signInAs(app, 'admin');
  const { clock } = app;
  const all: Partial<Record<JobKind, JobWork>> = {
    'photo-check': checkPhotos,
    'photo-apply': applyPhotos,
    'photo-undo': undoPhotos,
  };
  const runJobs: PhotoDesk['runJobs'] = (works = {}) =>
    runDueJobs({
      db,
      clock: () => clock.now,
      log: pino({ level: 'silent' }),
      works: new Map(Object.entries({ ...all, ...works }) as [JobKind, JobWork][]),
    });
  const call: PhotoDesk['call'] = async (method, path, body) => {
    const reply = await app.http.inject({
      method,
      url: path,
      headers: admin.headers,
      ...(body instanceof FormData ? await formed(body, admin) : body ? { payload: body } : {}),
    });
    const code = reply.statusCode < 400 ? {} : { code: reply.json<ErrorReply>().error.code };
    return { status: reply.statusCode, ...code, json: reply.json() };
  };
  const put = async (path: string, bytes: Buffer) => {
    const form = new FormData();
    form.set('part', new Blob([new Uint8Array(bytes)]), 'part');
    return app.http.inject({ method: 'PUT', url: path, ...(await formed(form, admin)) });
  };
  const view = async (id: string) => (await call<Import>('GET', `/api/imports/${id}`)).json;
  const send = async (zip: Buffer): Promise<Import> => {
    const { json } = await call<PhotoUpload>('POST', '/api/photo-uploads', {
      fileName: 'faces.zip',
      bytes: zip.length,
    });
    for (let part = 0; part < json.parts; part += 1)
      await put(
        `/api/photo-uploads/${json.id}/parts/${part}`,
        zip.subarray(part * json.partBytes, (part + 1) * json.partBytes),
      );
    return (await call<Import>('POST', `/api/photo-uploads/${json.id}/check`)).json;
  };
  const after = async (id: string, step: 'apply' | 'undo') => {
    clock.now += 1000;
    await call('POST', `/api/imports/${id}/${step}`);
    await runJobs();
    return view(id);
  };
  return {
    db,
    vault,
    admin,
    clock,
    runJobs,
    call,
    send,
    view,
    check: async (files) => {
      const { id } = await send(await zipOf(files));
      await runJobs();
      return view(id);
    },
    apply: (id) => after(id, 'apply'),
    undo: (id) => after(id, 'undo'),
    close: app.close,
  };
};

const formed = async (form: FormData, who: SignedIn) => {
  const response = new Response(form);
  return {
    payload: Buffer.from(await response.arrayBuffer()),
    headers: { ...who.headers, 'content-type': response.headers.get('content-type') ?? '' },
  };
};

/** A test with a desk of its own. */
export const deskOf = (open: () => Promise<Db>) => (work: (desk: PhotoDesk) => Promise<void>) => async () => {
  const desk = await photoDesk(await open());
  try {
    await work(desk);
  } finally {
    await desk.close();
  }
};

export const addStudent = async (db: Db, usn: string, { consents = true } = {}): Promise<string> => {
  const { id } = await createPerson(db, { name: `Student ${usn}`, role: 'student', profile: { usn } }, NOW);
  if (consents) await giveConsent(db, { personId: id, textVersion: consentText.version, guardian: null, now: NOW });
  return id;
};

/** Uploads, parts, findings and staged templates that are kept. */
export const rowsLeft = async (db: Db) => {
  const count = async (table: 'photoUpload' | 'photoPart' | 'photoFinding' | 'stagedTemplate') =>
    (
      await db
        .selectFrom(table)
        .select('uploadId' as never)
        .execute()
    ).length;
  const uploads = (await db.selectFrom('photoUpload').select('id').execute()).length;
  return [uploads, await count('photoPart'), await count('photoFinding'), await count('stagedTemplate')];
};
