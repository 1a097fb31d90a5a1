import { countOldEntries, openAuditGuard, openAuditSigner, pruneLog, trust } from '../../platform/audit/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { reportSecurityEvent } from '../../platform/security-events/index.ts';
import { auditRoutes } from './audit.routes.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A little less than the pause between two looks, so that of several servers one signs and none is late. */
const SIGN_EVERY_MS = 50_000;
/** Of all entries, verified at a time: a million take some hours, and nobody notices. */
const SWEEP = 5000;

/** The log as administrators see it, its checkpoints, its retention, and a canary that verifies it all the time. */
export const registerAudit = (platform: Platform): void => {
  const { db, clock, log, config, secrets, job, retain, readiness } = platform;
  const signer = openAuditSigner(secrets.signing);
  const keys = trust(signer.publicKey, ...config.auditFormerKeys);
  const guard = openAuditGuard({ db, signer, keys, clock });
  const { auditRetentionDays: retentionDays } = config;

  let raised: number | undefined;
  const tellOnce = async (): Promise<void> => {
    const { broken } = guard.state;
    if (!broken || broken.seq === raised) return;
    raised = broken.seq;
    log.error(broken, 'the audit log does not verify');
    const actor = { kind: 'server', id: 'audit-log' } as const;
    await reportSecurityEvent(db, { code: 'audit_broken', actor, at: clock(), evidence: { ...broken } });
  };

  job({
    name: 'sign the audit log',
    everyMs: MINUTE_MS,
    run: async () => {
      await guard.checkpoint({ everyMs: SIGN_EVERY_MS });
      await tellOnce();
    },
  });
  job({
    name: 'verify the audit log',
    everyMs: MINUTE_MS,
    run: async (stopping) => {
      await guard.sweep({ most: SWEEP, stopping });
      await tellOnce();
    },
  });
  retain({
    rule: 'audit-log',
    everyMs: DAY_MS / 24,
    days: () => Promise.resolve(retentionDays),
    due: async (on, { before }) => ({ due: await countOldEntries(on, before), held: 0 }),
    erase: (on, { before, now }) =>
      retentionDays === null ? Promise.resolve(0) : pruneLog(on, { signer, keys, before, now }),
  });
  // It says so and stays ready: to stop the roll because of the log would be the greater harm.
  readiness('audit log', () => {
    const { broken, verifiedUpTo } = guard.state;
    const detail = broken ? `does not verify from entry ${broken.seq} on` : `verified up to entry ${verifiedUpTo}`;
    return Promise.resolve({ ok: true, detail });
  });
  auditRoutes(platform, { guard, signer, retentionDays });
};
