import type { OutboxState } from '@smart-presence/contract';

export interface MailSearch {
  /** Only mails in this state. */
  only?: OutboxState | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

export const mailStates = ['pending', 'sending', 'sent', 'dead'] as const satisfies readonly OutboxState[];

/** What is shown of the mail list, as they stand in the address. Nonsense is ignored. */
export function parseMailSearch(search: Record<string, unknown>): MailSearch {
  const only = mailStates.find((known) => known === search.only);
  const { page, pageSize } = search;
  return {
    ...(only && { only }),
    ...(isCount(page) && { page }),
    ...(isCount(pageSize) && pageSize <= 200 && { pageSize }),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
