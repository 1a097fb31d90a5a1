import type { AuditRecord } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';

/** Who did it, in a few words. */
export const actorWords = ({ actor, isActorErased }: Pick<AuditRecord, 'actor' | 'isActorErased'>): string => {
  if (isActorErased) return t('audit.erased');
  return actor?.name ?? t('audit.server');
};

/** What it was done to: its name where it has one, else its kind, and whom it is about. */
export const subjectWords = ({ subject, person }: Pick<AuditRecord, 'subject' | 'person'>): string => {
  if (!subject) return t('audit.erased');
  const thing = subject.name ?? t(`audit.kind.${subject.kind}`);
  return person && person.id !== subject.id ? `${thing} · ${person.name}` : thing;
};

export type Detail = { name: string; from: unknown; to: unknown } | { name: string; value: unknown };

/** Details as lines; what has a before and an after says both. */
export const detailLines = (details: Record<string, unknown>, path = ''): Detail[] =>
  Object.entries(details).flatMap(([key, value]): Detail[] => {
    const name = path + key;
    if (!isFields(value)) return [{ name, value }];
    const keys = Object.keys(value);
    if (keys.length === 2 && 'from' in value && 'to' in value) return [{ name, from: value.from, to: value.to }];
    return detailLines(value, `${name}.`);
  });

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const INSTANT = /(^|\.)(at|effectiveFrom|\w+At)$/;
const isInstant = (name: string, value: unknown): value is number =>
  INSTANT.test(name) && typeof value === 'number' && value > 1e12;

/** @param time how instants are written. */
export const valueWords = (name: string, value: unknown, time: (at: number) => string): string => {
  if (value === null || value === undefined || value === '') return t('audit.nothing');
  if (isInstant(name, value)) return time(value);
  if (typeof value === 'boolean') return value ? t('audit.yes') : t('audit.no');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
};
