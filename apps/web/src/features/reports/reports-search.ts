/** Which report is chosen, as it stands in the address. */
export interface ReportsSearch {
  report?: ReportKindName | undefined;
  sessionId?: string | undefined;
  sectionId?: string | undefined;
  studentId?: string | undefined;
  departmentId?: string | undefined;
  termId?: string | undefined;
  level?: 'below' | 'condonable' | 'short' | undefined;
  days?: number | undefined;
}

/** Named here too: the address is read before the page and its shapes are loaded. */
const kinds = ['session', 'section-register', 'student', 'department', 'shortage', 'security'] as const;
export type ReportKindName = (typeof kinds)[number];
const levels = ['below', 'condonable', 'short'] as const;
const ids = ['sessionId', 'sectionId', 'studentId', 'departmentId', 'termId'] as const;
const ID = /^[0-9a-f-]{36}$/;

/** Nonsense is ignored. */
export function parseReportsSearch(search: Record<string, unknown>): ReportsSearch {
  const report = kinds.find((known) => known === search.report);
  const level = levels.find((known) => known === search.level);
  const { days } = search;
  const named = ids.flatMap((id) => {
    const value = search[id];
    return typeof value === 'string' && ID.test(value) ? [[id, value]] : [];
  });
  return {
    ...(report && { report }),
    ...(level && { level }),
    ...(typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 366 && { days }),
    ...(Object.fromEntries(named) as Pick<ReportsSearch, (typeof ids)[number]>),
  };
}
