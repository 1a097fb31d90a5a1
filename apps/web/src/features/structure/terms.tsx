import { Checkbox, Menu } from '@mantine/core';
import { routes, type Term } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { formatDay } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { ArchiveTerm } from './archive-term.tsx';
import { AddButton, EntityPart } from './entity-part.tsx';
import { RollOver } from './roll-over.tsx';
import { TermForm } from './term-form.tsx';
import { useOpen } from './use-open.ts';
import { useToday } from './use-today.ts';

/** Terms: the spans of time attendance is counted in. */
export function Terms() {
  const terms = useApi(routes.listTerms, {});
  const [showsArchived, showArchived] = useState(false);
  const archived = useApi(routes.listArchivedTerms, {}, { enabled: showsArchived });
  const side = useOpen<Term>();
  const [rolling, setRolling] = useState<Term | null>(null);
  const [archiving, setArchiving] = useState<Term | null>(null);
  const today = useToday();
  const add = <AddButton onClick={side.add}>{t('term.add')}</AddButton>;
  const edited = side.open?.item;
  return (
    <EntityPart
      add={
        <>
          {add}
          <Checkbox
            label={t('term.showArchived')}
            checked={showsArchived}
            onChange={(event) => showArchived(event.currentTarget.checked)}
          />
        </>
      }
    >
      <Loaded query={terms} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <LocalTable
            name="terms"
            caption={t('term.caption')}
            rows={showsArchived ? [...rows, ...(archived.data ?? [])] : rows}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            initial={{ sort: 'start', order: 'desc' }}
            columns={termColumns({ today, onEdit: side.edit, onRollOver: setRolling, onArchive: setArchiving })}
            empty={
              <Empty icon="calendar" title={t('term.empty')} actions={add}>
                {t('term.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      {showsArchived && <Problem error={archived.error} />}
      <SidePanel
        opened={side.open !== null}
        onClose={side.close}
        title={edited ? t('term.edit', { name: edited.name }) : t('term.add')}
      >
        <TermForm {...(edited && { term: edited })} onDone={side.close} />
      </SidePanel>
      <SidePanel
        opened={rolling !== null}
        onClose={() => setRolling(null)}
        title={t('rollOver.title', { name: rolling?.name ?? '' })}
      >
        {rolling && <RollOver term={rolling} onDone={() => setRolling(null)} />}
      </SidePanel>
      <ArchiveTerm term={archiving} onClose={() => setArchiving(null)} />
    </EntityPart>
  );
}

function HolidaysItem({ termId }: { termId: string }) {
  const navigate = useNavigate();
  return (
    <Menu.Item
      leftSection={<Icon name="calendar" />}
      onClick={() => void navigate({ to: '/admin/terms/$id/holidays', params: { id: termId } })}
    >
      {t('holiday.link')}
    </Menu.Item>
  );
}

function SectionsItem({ termId }: { termId: string }) {
  const navigate = useNavigate();
  return (
    <Menu.Item
      leftSection={<Icon name="list" />}
      onClick={() =>
        void navigate({ to: '/admin/structure/$part', params: { part: 'sections' }, search: { term: termId } })
      }
    >
      {t('term.sections')}
    </Menu.Item>
  );
}

function stateOf(term: Term, today: string) {
  if (term.archivedAt !== null) return { tone: 'neutral', words: t('term.archived') } as const;
  if (term.isCurrent) return { tone: 'ok', words: t('term.current') } as const;
  return { tone: 'neutral', words: term.end < today ? t('term.past') : t('term.future') } as const;
}

interface TermActions {
  today: string;
  onEdit: (term: Term) => void;
  onRollOver: (term: Term) => void;
  onArchive: (term: Term) => void;
}

function termColumns({ today, onEdit, onRollOver, onArchive }: TermActions): Column<Term>[] {
  return [
    { key: 'name', header: t('term.name'), value: ({ name }) => name, cell: ({ name }) => name },
    { key: 'start', header: t('term.start'), value: ({ start }) => start, cell: ({ start }) => formatDay(start) },
    { key: 'end', header: t('term.end'), value: ({ end }) => end, cell: ({ end }) => formatDay(end) },
    {
      key: 'state',
      header: t('term.state'),
      value: (term) => stateOf(term, today).words,
      cell: (term) => {
        const { tone, words } = stateOf(term, today);
        return <StatusBadge tone={tone}>{words}</StatusBadge>;
      },
    },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      cell: (term) => (
        <RowMenu label={t('structure.actionsFor', { name: term.name })}>
          {term.archivedAt === null && (
            <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(term)}>
              {t('action.edit')}
            </Menu.Item>
          )}
          {term.archivedAt === null && <HolidaysItem termId={term.id} />}
          <SectionsItem termId={term.id} />
          <Menu.Item leftSection={<Icon name="copy" />} onClick={() => onRollOver(term)}>
            {t('rollOver.link')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="history" />} onClick={() => onArchive(term)}>
            {t(term.archivedAt === null ? 'term.archive' : 'term.restore')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
}
