import type { AuditAction } from '@smart-presence/contract';

export interface AuditSearch {
  search?: string | undefined;
  action?: AuditAction | undefined;
  /** Id of whoever did it, or whom it is about. */
  person?: string | undefined;
  /** Id of what it was done to. */
  subject?: string | undefined;
  /** Days, `YYYY-MM-DD`. */
  from?: string | undefined;
  to?: string | undefined;
  /** Entries before this number. */
  before?: number | undefined;
}

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Of which there are, the page knows that shows them. */
const CODE = /^[a-z-]+(\.[a-z-]+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is shown of the audit log, as it stands in the address. Nonsense is ignored. */
export function parseAuditSearch(search: Record<string, unknown>): AuditSearch {
  const text = (name: keyof AuditSearch, pattern: RegExp): AuditSearch => {
    const value = search[name];
    return typeof value === 'string' && pattern.test(value) ? { [name]: value } : {};
  };
  const { before } = search;
  return {
    ...text('search', /^.{1,100}$/),
    ...text('action', CODE),
    ...text('person', ID),
    ...text('subject', ID),
    ...text('from', DAY),
    ...text('to', DAY),
    ...(typeof before === 'number' && Number.isSafeInteger(before) && before > 0 && { before }),
  };
}

export const isNarrowed = ({ before: _, ...filters }: AuditSearch): boolean => Object.values(filters).some(Boolean);
