import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemplate } from '@smart-presence/face';
import type { NodeFaceEngine } from '@smart-presence/face/node';
import {
  addConsentingStudent,
  liveConsentId,
  provideTestService,
  realEngine,
} from '@smart-presence/server/features/biometrics/testing.ts';
import { type Db, migrate, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import type { Room } from './rooms.ts';

/** A database with a vault and one face thread, as the product has them. */
export interface Scene {
  db: Db;
  engine: NodeFaceEngine;
  /** Keeps a face as the template of a new student. */
  enrol: (name: string, crops: readonly Buffer[]) => Promise<string | undefined>;
  /** The latest room with its roster. */
  latest: { picture: Buffer; roster: readonly string[] } | undefined;
  shown: Room[];
  close: () => Promise<void>;
}

/** Fewer good crops are no enrolment. */
const LEAST = 3;

export async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
  const db = await openDatabase(`sqlite:${join(folder, 'bench.sqlite')}`);
  await migrate(db);
  // Not the one of tests, which remembers what it has seen.
  const vault = provideTestService(db, realEngine);
  const engine = await realEngine.ready();
  return {
    db,
    engine,
    latest: undefined,
    shown: [],
    enrol: async (name, crops) => {
      const described = await engine.describeFrames(crops, { scene: 'selfie' });
      const descriptors = described.flatMap(({ faces }) => (faces.length === 1 ? (faces[0]?.descriptor ?? []) : []));
      if (descriptors.length < LEAST) return undefined;
      const personId = await addConsentingStudent(db, name);
      const values = makeTemplate({ descriptors }).descriptor;
      const consentId = await liveConsentId(db, personId);
      const kept = {
        personId,
        consentId,
        values,
        modelId: engine.model.id,
        status: 'active' as const,
        frames: 5,
        now: 1,
      };
      await vault.store(db, kept);
      return personId;
    },
    close: async () => {
      await realEngine.close();
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
