import type { FileKind } from '@smart-presence/contract';

export interface ImportsSearch {
  /** What is to be imported. */
  kind?: FileKind | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** In the order they build on each other. */
export const importKinds = [
  'people',
  'courses',
  'sections',
  'enrolments',
  'timetable',
  'oneroster',
  'photos',
] as const satisfies readonly FileKind[];

/** What is shown of imports, as it stands in the address. Nonsense is ignored. */
export function parseImportsSearch(search: Record<string, unknown>): ImportsSearch {
  const kind = importKinds.find((known) => known === search.kind);
  const { page, pageSize } = search;
  return {
    ...(kind && { kind }),
    ...(isCount(page) && { page }),
    ...(isCount(pageSize) && pageSize <= 200 && { pageSize }),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
