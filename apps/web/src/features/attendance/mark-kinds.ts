import type { PolicyData, Routes } from '@smart-presence/contract';
import { brief } from '../../api/entry-routes.ts';
import { useApi } from '../../api/query.ts';
import type { Tone } from '../../ui/status-badge.tsx';

export type MarkKind = PolicyData['marks'][number];

/** How a mark looks: ok counts as attended, warn is late, bad counts as missed, neutral does not count. */
export function toneOfMark(code: string, policy: Pick<PolicyData, 'marks' | 'lateCode'> | undefined): Tone {
  const kind = policy?.marks.find((mark) => mark.code === code);
  if (!kind) return 'neutral';
  if (kind.code === policy?.lateCode) return 'warn';
  if (!kind.counts) return 'neutral';
  return kind.attended > 0 ? 'ok' : 'bad';
}

/** Without its schemas: students' pages need names of marks, not rules to check a policy by. */
const currentPolicy = brief<Routes['currentPolicy']>({ method: 'GET', path: '/api/policies/current' });

/** The policy in force, for names, colours and keys of marks; undefined while it loads. */
export function usePolicy(): PolicyData | undefined {
  return useApi(currentPolicy, {}).data?.data;
}
