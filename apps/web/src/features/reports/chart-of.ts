import type { ReportKind, ReportPreview } from '@smart-presence/contract';

/** What a report shows as bars: columns of its first table, by key. */
const bars: Partial<Record<ReportKind, { names: readonly string[]; value: string }>> = {
  student: { names: ['course_code', 'section'], value: 'percent' },
  department: { names: ['course_code', 'section'], value: 'average_percent' },
  security: { names: ['sign'], value: 'times' },
};

export interface ReportBars {
  title: string;
  unit: string;
  isPercent: boolean;
  bars: { name: string; value: number }[];
}

/** Bars for a report that is easier seen than read; null where there is nothing to compare. The table below says the same. */
export const chartOf = ({ kind, parts: [part] }: Pick<ReportPreview, 'kind' | 'parts'>): ReportBars | null => {
  const wanted = bars[kind];
  if (!wanted || !part) return null;
  const at = (key: string) => part.columns.findIndex((column) => column.key === key);
  const value = at(wanted.value);
  const names = wanted.names.map(at);
  const shown = part.rows.flatMap((row) => {
    const height = row[value];
    return typeof height === 'number' ? [{ name: names.map((name) => row[name]).join(' '), value: height }] : [];
  });
  const column = part.columns[value];
  if (shown.length < 2 || !column) return null;
  return { title: part.title, unit: column.label, isPercent: column.type === 'percent', bars: shown };
};
