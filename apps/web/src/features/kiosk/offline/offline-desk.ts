import {
  capsuleRequestMessage,
  type KioskCheckInReply,
  type KioskFinding,
  kioskRecordMessage,
  routes,
} from '@smart-presence/contract';
import { ApiError, call } from '../../../api/client.ts';
import { type LocalDescriber, startDescriber } from './describer.ts';
import { digestOf, pointOf, sign } from './encoding.ts';
import { handOver } from './hand-over.ts';
import { keepFiles } from './keep-files.ts';
import { type OpenedCapsule, openCapsule } from './open-capsule.ts';
import { recognise } from './recognise.ts';
import { clockFrom, type ServerClock, thisMoment, timeBy, wasSet } from './server-clock.ts';
import * as storage from './storage.ts';

/** What the screen says beside the connection. */
export interface DeskState {
  /** Records that the server does not have yet. */
  waiting: number;
  /** Whether people can be recognised without a network. */
  isReady: boolean;
  /** The server does not take this device's records: an administrator has to pair it again. */
  isRefused: boolean;
}

/** What this device itself answers. */
export interface LocalReply extends KioskCheckInReply {
  /** Nobody here knows whether the class was opened: it should have been, by the timetable. */
  isAhead: boolean;
}

/** Recognises and records people while there is no network, and hands over what it recorded when there is one. */
export interface OfflineDesk {
  state(): DeskState;
  /** While there is a network: hands over what waits, then gets what may be held. Rejects when the server was not reached. */
  meetServer(): Promise<void>;
  /** Somebody comes up while there is no network. */
  checkIn(pictures: readonly Blob[]): Promise<LocalReply>;
  close(): void;
}

/** Only one tab writes the chain at a time. */
const LOCK = 'smart-presence kiosk chain';
const UNIT = 10_000;

export function openDesk(kioskId: string, onChange: () => void): OfflineDesk {
  let state: DeskState = { waiting: 0, isReady: false, isRefused: false };
  let clock: ServerClock | null = null;
  let describer: LocalDescriber | null = null;
  let starting: Promise<void> | null = null;
  let opened: OpenedCapsule[] | null = null;
  let isClosed = false;
  /** Who was recorded here, and in which capsule. */
  const recorded = new Set<string>();
  const become = (change: Partial<DeskState>) => {
    state = { ...state, ...change };
    onChange();
  };
  const count = async () => become({ waiting: (await storage.waitingRecords()).length });

  const serverNow = () => (clock ? timeBy(clock, thisMoment()) : Date.now());

  /** After a reload without a network: what was kept is enough to go on. */
  const reopen = async () => {
    await count();
    for (const { capsuleId, studentId } of await storage.waitingRecords()) recorded.add(`${capsuleId} ${studentId}`);
    const contact = await storage.keptContact();
    if (!contact || clock) return;
    clock = contact.clock;
    const isOfUse = (await storage.keptCapsules()).some(({ capsule }) => capsule.expiresAt > serverNow());
    if (!contact.model || !isOfUse) return;
    await start(contact.model);
    if (!isClosed && describer) become({ isReady: true });
  };

  const fetchCapsules = async (pair: CryptoKeyPair, publicKey: string) => {
    const agreement = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
    const agreementKey = await pointOf(agreement.publicKey);
    const signature = await sign(pair.privateKey, capsuleRequestMessage({ kioskId, agreementKey }));
    const kept = await storage.keptCapsules();
    const known = kept.map(({ capsule }) => capsule.id);
    const asked = thisMoment();
    const reply = await call(routes.kioskCapsules, { body: { publicKey, agreementKey, signature, known } });
    clock = clockFrom(reply.now, asked, thisMoment());
    await storage.keepContact({ clock, model: reply.model?.url ?? null });
    for (const capsule of reply.capsules)
      if (capsule.sealed) await storage.keepCapsule({ capsule, privateKey: agreement.privateKey });
    const allowed = new Set(reply.capsules.map(({ id }) => id));
    for (const id of known) if (!allowed.has(id)) await storage.eraseCapsule(id);
    // Open templates are for the time without a network alone.
    opened = null;
    if (reply.model && reply.capsules.length > 0) {
      await start(reply.model.url);
      // Without a cache it works as long as the page is not loaded anew.
      await keepFiles(reply.model.url).catch(() => undefined);
    }
    become({ isReady: describer !== null && reply.capsules.length > 0 });
  };

  const start = (url: string): Promise<void> => {
    starting ??= startDescriber(url)
      .then((started) => {
        if (isClosed) started.close();
        else describer = started;
      })
      .catch(() => {
        // Tried again at the next meeting.
        starting = null;
      });
    return starting;
  };

  /** Capsules that are good now; those that are over are erased. */
  const openNow = async (now: number): Promise<OpenedCapsule[]> => {
    for (const { capsule } of await storage.keptCapsules())
      if (capsule.expiresAt <= now) await storage.eraseCapsule(capsule.id);
    opened ??= await Promise.all((await storage.keptCapsules()).map(openCapsule));
    opened = opened.filter(({ expiresAt }) => expiresAt > now);
    return opened.filter(({ opensAt }) => opensAt === null || opensAt <= now);
  };

  const record = (fields: {
    capsuleId: string;
    studentId: string;
    at: number;
    distance: number;
    margin: number | null;
  }) =>
    navigator.locks.request(LOCK, async () => {
      const pair = await storage.signingKey();
      const publicKey = await pointOf(pair.publicKey);
      const head = (await storage.chainHead()) ?? { sequence: 0, hash: await digestOf(publicKey) };
      const unsigned = {
        sequence: head.sequence + 1,
        previous: head.hash,
        ...fields,
        isClockChanged: clock === null || wasSet(clock, thisMoment()),
      };
      const message = kioskRecordMessage(kioskId, unsigned);
      const signed = { ...unsigned, signature: await sign(pair.privateKey, message) };
      await storage.addRecord(signed, { sequence: signed.sequence, hash: await digestOf(message) });
    });

  void reopen().catch(() => undefined);

  return {
    state: () => state,
    meetServer: async () => {
      try {
        const pair = await storage.signingKey();
        const publicKey = await pointOf(pair.publicKey);
        await navigator.locks.request(`${LOCK} sync`, async () => {
          await fetchCapsules(pair, publicKey);
          await handOver(publicKey, serverNow);
          await count();
        });
        become({ isRefused: false });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'device_proof_invalid') become({ isRefused: true });
        else throw error;
      }
    },
    checkIn: async (pictures) => {
      const now = serverNow();
      const capsules = await openNow(now);
      if (!describer || capsules.length === 0) return nobody('closed');
      const found = recognise(await describer.describe(pictures), capsules);
      if (found.kind !== 'matched') return nobody(found.kind);
      const { student, distance, margin } = found;
      const own = capsules.filter(({ students }) => students.some(({ id }) => id === student.id));
      let isNew = false;
      for (const { id } of own) {
        if (recorded.has(`${id} ${student.id}`)) continue;
        isNew = true;
        const [far, clear] = [Math.round(distance * UNIT), margin === null ? null : Math.round(margin * UNIT)];
        await record({ capsuleId: id, studentId: student.id, at: now, distance: far, margin: clear });
        recorded.add(`${id} ${student.id}`);
      }
      await count();
      const marks = own.map(({ courseCode, courseName, content }) => {
        const isLate = content.lateFrom !== null && now >= content.lateFrom;
        return { courseCode, courseName, code: isLate ? 'L' : 'P', meaning: isLate ? content.late : content.present };
      });
      const isAhead = own.every(({ opensAt }) => opensAt !== null);
      return { finding: isNew ? 'marked' : 'already', name: student.name, marks, isAhead };
    },
    close: () => {
      isClosed = true;
      describer?.close();
      opened = null;
    },
  };
}

const nobody = (finding: KioskFinding): LocalReply => ({ finding, name: null, marks: [], isAhead: false });
