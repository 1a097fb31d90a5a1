import { MonitoringRules, type MonitoringSettings, noMonitoring } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';

export interface Settings {
  rules: MonitoringRules;
  /** null: nobody ever changed them. */
  changedAt: number | null;
  changedBy: MonitoringSettings['changedBy'];
}

/** Off until somebody turns it on. */
export const monitoringSettings = async (db: Db): Promise<Settings> => {
  const row = await db
    .selectFrom('monitoringSetting as s')
    .innerJoin('person', 'person.id', 's.changedBy')
    .select(['s.rules', 's.changedAt', 's.changedBy', 'person.name'])
    .orderBy('s.version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return { rules: noMonitoring, changedAt: null, changedBy: null };
  return {
    rules: MonitoringRules.parse({ ...noMonitoring, ...JSON.parse(row.rules) }),
    changedAt: row.changedAt,
    changedBy: { id: row.changedBy, name: row.name },
  };
};

export interface NewSettings {
  rules: MonitoringRules;
  changedBy: string;
  now: number;
}

/** A row for every change: when rooms were looked into can be told afterwards. */
export const appendSettings = async (trx: Trx, { rules, changedBy, now }: NewSettings): Promise<void> => {
  await trx
    .insertInto('monitoringSetting')
    .values({ rules: JSON.stringify(rules), changedBy, changedAt: now })
    .execute();
};
