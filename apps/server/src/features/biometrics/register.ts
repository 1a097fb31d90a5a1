import { deriveKey } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { admitFaceWork } from './admission.ts';
import { biometricRoutes } from './biometrics.routes.ts';
import { lazyFaceEngine } from './face-engine.ts';
import { modelFileRoutes } from './model-files.routes.ts';
import { leaversTemplates } from './old-templates.ts';
import { photoImportRoutes } from './photo-import/photo-import.routes.ts';
import { oldPictures } from './seen-pictures.store.ts';
import { provideService } from './service.ts';
import { createVault, type Vault, wipeJournal } from './vault/index.ts';

const WIPE_AGAIN_MS = 20_000;
/** Jobs whose pictures are held in memory; waiting time is what really limits them. */
const LONGEST_QUEUE = 256;

/**
 * Consent, enrolment, identification and the vault. The face engine starts when the server listens, when `/ready`
 * asks, or with the first picture, whichever comes first.
 */
export const registerBiometrics = async (platform: Platform): Promise<void> => {
  const { config, db, log, app } = platform;
  const engine = lazyFaceEngine({
    cacheDir: config.modelCacheDir,
    // Whoever was let in and has sent pictures is not turned away for a little more.
    waitLimitMs: 2 * config.faceWaitMs,
    queueLimit: LONGEST_QUEUE,
    onFailure: (err) => log.error({ err }, 'the face engine did not start'),
    ...(config.modelsDir ? { modelsDir: config.modelsDir } : {}),
    ...(config.faceThreads ? { threads: config.faceThreads } : {}),
  });
  const { kek, otherKek } = platform.secrets;
  const vault = createVault({ kek, alsoOpens: otherKek ? [otherKek] : [] });
  const hashKey = deriveKey(platform.secrets.signing, 'seen-pictures');
  admitFaceWork(app, { load: engine.load, longestWaitMs: config.faceWaitMs });
  provideService(db, { engine, vault, log, hashKey });

  const journal = journalWiper(platform);
  biometricRoutes(platform, { afterErasure: journal.wipe });
  photoImportRoutes(platform, { afterErasure: journal.wipe });
  modelFileRoutes(platform, engine);

  app.addHook('onListen', async () => {
    engine.ready().catch(() => {});
  });
  platform.readiness('models', engine.check);
  platform.readiness('templates', () => checkKeys(db, vault));
  platform.job({ name: 'wipe traces of erased templates', everyMs: WIPE_AGAIN_MS, run: journal.wipeAgain });
  platform.retain(leaversTemplates(journal.wipe), oldPictures);
  // After the last request: pictures at work are finished, not refused.
  app.addHook('onClose', engine.close);
  await Promise.resolve();
};

/** Tries at once; when a reader is in the way, the job tries again until it succeeds. */
const journalWiper = ({ db, log }: Platform) => {
  let isDue = false;
  const wipeAgain = async (): Promise<void> => {
    if (isDue) isDue = !(await wipeJournal(db));
  };
  const wipe = async (): Promise<void> => {
    isDue = true;
    // The template is erased already; the reply does not fail over its traces.
    await wipeAgain().catch((err: unknown) => log.warn({ err }, 'journal not wiped yet'));
  };
  return { wipe, wipeAgain };
};

/** A server with the wrong key would call everybody unenrolled: better that it is not called ready. */
const checkKeys = async (db: Db, { keyring }: Vault): Promise<{ ok: boolean; detail: string }> => {
  const stranger = await db
    .selectFrom('dataKey')
    .select('kekId')
    .where('kekId', 'not in', keyring.kekIds)
    .limit(1)
    .executeTakeFirst();
  if (!stranger) return { ok: true, detail: 'every template can be opened with this key' };
  return { ok: false, detail: 'some templates are sealed under a key this server does not hold' };
};
