import { Button } from '@mantine/core';
import { type ErasedPerson, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { loadCertificate } from './save-certificate.ts';

/** Who was erased when: pseudonyms, and the certificates. */
export function ErasedPeople() {
  const [page, setPage] = useState({ page: 1, pageSize: 25 });
  const [problem, setProblem] = useState<unknown>(null);
  const erasures = useApi(routes.listErasures, { query: page }, { keepPrevious: true });
  const onSave = (id: string) => {
    setProblem(null);
    loadCertificate(id).catch(setProblem);
  };
  return (
    <>
      <Problem error={problem} />
      <Loaded query={erasures} skeleton={<TableSkeleton />}>
        {({ items, total }) => (
          <DataTable
            caption={t('privacy.erasedCaption')}
            columns={columnsOf(onSave)}
            rows={items}
            total={total}
            view={{ search: '', sort: '', order: 'desc', ...page }}
            onView={({ page: next, pageSize }) =>
              setPage((before) => ({ page: next ?? before.page, pageSize: pageSize ?? before.pageSize }))
            }
            rowKey={({ id }) => id}
            rowName={({ person }) => person}
            empty={
              <Empty
                icon="checkCircle"
                title={t('privacy.noErased')}
                actions={<ButtonLink to="/admin/people">{t('mail.toPeople')}</ButtonLink>}
              >
                {t('privacy.noErasedBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  );
}

const columnsOf = (onSave: (id: string) => void): Column<ErasedPerson>[] => [
  { key: 'person', header: t('privacy.pseudonym'), cell: ({ person }) => person },
  { key: 'at', header: t('privacy.when'), cell: ({ at }) => <Time at={at} /> },
  { key: 'erased', header: t('privacy.rowsErased'), align: 'end', cell: ({ erased }) => erased },
  { key: 'kept', header: t('privacy.rowsKept'), align: 'end', cell: ({ kept }) => kept },
  {
    key: 'certificate',
    header: t('privacy.certificate'),
    hideHeader: true,
    plain: true,
    cell: ({ id, person }) => (
      <Button variant="default" aria-label={t('privacy.saveCertificateOf', { person })} onClick={() => onSave(id)}>
        {t('privacy.saveCertificate')}
      </Button>
    ),
  },
];
