import type { PolicyData } from '@smart-presence/contract';

export interface Change {
  /** Where in the policy: `lateAfterMinutes`, `face.verifyAccept`, `marks`. */
  path: string;
  from: unknown;
  to: unknown;
}

/** What differs between two versions, in the order of the policy. The list of marks counts as one thing. */
export function changesBetween(before: PolicyData, after: PolicyData): Change[] {
  return differences({ before, after, prefix: '' });
}

function differences({ before, after, prefix }: { before: object; after: object; prefix: string }): Change[] {
  return Object.entries(after).flatMap(([name, to]) => {
    const from = (before as Record<string, unknown>)[name];
    const path = `${prefix}${name}`;
    if (isRecord(to) && isRecord(from)) return differences({ before: from, after: to, prefix: `${path}.` });
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
  });
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
