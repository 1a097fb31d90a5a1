import type { Db } from '../../platform/db/index.ts';
import { reportSecurityEvent, type SecurityEvent } from '../../platform/security-events/index.ts';
import { judgeEvents } from './judge-events.ts';

export const NOW = Date.UTC(2026, 7, 3, 9);

export interface Told {
  alertId: string;
  cause: string;
  more: number;
}

/** Judges what was reported, and says whom administrators would be told of. */
export const judge = async (db: Db, now = NOW): Promise<Told[]> => (await judgeCounting(db, now)).told;

/** The same, with how many events it claimed. */
export const judgeCounting = async (db: Db, now = NOW): Promise<{ told: Told[]; judged: number }> => {
  const told: Told[] = [];
  const tell = async (_: unknown, { data, cause }: { data: { alertId: string; more: number }; cause: string }) => {
    told.push({ alertId: data.alertId, cause, more: data.more });
  };
  const judged = await judgeEvents({ db, tell, now });
  return { told, judged };
};

/** Somebody does something. */
export const report = (
  db: Db,
  code: SecurityEvent['code'],
  { who = 'somebody', ...change }: Partial<SecurityEvent> & { who?: string } = {},
): Promise<void> =>
  reportSecurityEvent(db, { code, actor: { kind: 'person', id: who }, personId: who, at: NOW, ...change });

export const alerts = (db: Db) =>
  db.selectFrom('securityAlert').selectAll().orderBy('openedAt').orderBy('id').execute();
