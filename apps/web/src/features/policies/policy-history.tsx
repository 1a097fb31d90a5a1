import { Button, List } from '@mantine/core';
import type { Policy } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { Time } from '../../ui/time.tsx';
import { changesBetween } from './policy-changes.ts';
import { changeWords } from './policy-words.ts';

interface Entry {
  policy: Policy;
  state: 'past' | 'current' | 'coming';
  /** Against the version before; null for the first. */
  changes: string[] | null;
}

/** Every version, newest first: since when, by whom, why, and what it changed. */
export function PolicyHistory({
  policies,
  current,
  onRestore,
}: {
  policies: readonly Policy[];
  current: Policy;
  onRestore: (p: Policy) => void;
}) {
  const entries = policies.map((policy, index): Entry => {
    const before = policies[index + 1];
    return {
      policy,
      state: stateOf(policy, current),
      changes: before ? changesBetween(before.data, policy.data).map(changeWords) : null,
    };
  });
  return (
    <LocalTable
      name="policies"
      caption={t('policies.historyCaption')}
      rows={entries}
      rowKey={({ policy }) => policy.id}
      rowName={({ policy }) => String(policy.version)}
      initial={{ sort: 'version', order: 'desc', pageSize: 10 }}
      columns={columns(onRestore)}
      empty={null}
    />
  );
}

const stateOf = (policy: Policy, current: Policy): Entry['state'] => {
  if (policy.version === current.version) return 'current';
  return policy.effectiveFrom > current.effectiveFrom ? 'coming' : 'past';
};

const wordsOf = ({ changes }: Entry): string[] => {
  if (changes === null) return [t('policies.first')];
  return changes.length > 0 ? changes : [t('policies.none')];
};

const columns = (onRestore: (policy: Policy) => void): Column<Entry>[] => [
  {
    key: 'version',
    header: t('policies.version'),
    value: ({ policy }) => policy.version,
    cell: ({ policy }) => policy.version,
  },
  {
    key: 'from',
    header: t('policies.from'),
    value: ({ policy }) => new Date(policy.effectiveFrom).toISOString(),
    cell: ({ policy }) => <Time at={policy.effectiveFrom} />,
  },
  {
    key: 'author',
    header: t('policies.author'),
    value: ({ policy }) => policy.createdBy,
    cell: ({ policy }) => policy.createdBy ?? t('policies.system'),
  },
  {
    key: 'note',
    header: t('policies.noteColumn'),
    sortable: false,
    value: ({ policy }) => policy.note,
    cell: ({ policy }) => policy.note,
  },
  {
    key: 'changes',
    header: t('policies.changed'),
    sortable: false,
    plain: true,
    value: (entry) => wordsOf(entry).join('; '),
    cell: (entry) => (
      <List size="sm">
        {wordsOf(entry).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    ),
  },
  {
    key: 'actions',
    header: t('action.more'),
    hideHeader: true,
    corner: true,
    align: 'end',
    cell: ({ policy, state }) =>
      state !== 'past' ? (
        <StatusBadge tone={state === 'current' ? 'ok' : 'neutral'}>
          {t(state === 'current' ? 'policies.isCurrent' : 'policies.isComing')}
        </StatusBadge>
      ) : (
        <Button
          variant="subtle"
          aria-label={t('policies.restoreVersion', { version: policy.version })}
          onClick={() => onRestore(policy)}
        >
          {t('policies.restore')}
        </Button>
      ),
  },
];
