import type { MonitoringRules, MonitoringSettings } from '@smart-presence/contract';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { publishAll } from '../../platform/events/index.ts';
import { appendSettings, monitoringSettings } from './settings.store.ts';
import { watchedSessions } from './watched-sessions.ts';

export interface Reachable {
  hosts: readonly string[];
  ports: readonly string[];
}

export const settingsView = async (db: Db, reach: Reachable, now: number): Promise<MonitoringSettings> => {
  const settings = await monitoringSettings(db);
  const running = (await watchedSessions(db, { rules: settings.rules, now })).length;
  return { ...settings, reach: { hosts: [...reach.hosts], ports: [...reach.ports] }, running };
};

export interface Change {
  rules: MonitoringRules;
  actorId: string;
  now: number;
}

/** In force at once, also for sessions that are open: their students and staff hear of it. */
export const saveMonitoring = (db: Db, { rules, actorId, now }: Change): Promise<void> =>
  transact(db, async (trx) => {
    const { rules: before } = await monitoringSettings(trx);
    await appendSettings(trx, { rules, changedBy: actorId, now });
    const concerned = new Map(
      [...(await watchedSessions(trx, { rules: before, now })), ...(await watchedSessions(trx, { rules, now }))].map(
        (session) => [session.id, session],
      ),
    );
    await publishAll(
      trx,
      [...concerned.values()].map(({ id, sectionId }) => ({
        type: 'monitoring.changed',
        at: now,
        actorId,
        sectionId,
        sessionId: id,
        data: {},
      })),
    );
    await audit(trx, {
      action: 'monitoring.saved',
      at: now,
      actorId,
      subject: { kind: 'monitoring', id: null },
      details: { from: before, to: rules },
    });
  });
