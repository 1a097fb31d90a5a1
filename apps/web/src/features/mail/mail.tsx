import { NativeSelect } from '@mantine/core';
import { type OutboxMail, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { pagedView } from '../../ui/table/paged-view.ts';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { mailColumns } from './mail-columns.tsx';
import { type MailSearch, mailStates, parseMailSearch } from './mail-search.ts';

const reloadMs = 10_000;

/** The outbox: what waits, what was sent, what was given up and can be sent again. */
export function MailPage() {
  const search = parseMailSearch({ ...useSearch({ from: '/app/admin/mail' }) });
  const change = useChange();
  const { only: state, ...page } = search;
  const mails = useApi(
    routes.listOutbox,
    { query: { ...page, state } },
    { keepPrevious: true, refetchInterval: reloadMs },
  );
  const resend = useApiMutation(routes.resendMail, { invalidates: [routes.listOutbox] });
  const onResend = ({ id, recipient }: OutboxMail) =>
    resend.mutate({ params: { id } }, { onSuccess: () => toast(t('mail.resent', { recipient })) });
  const busyId = resend.isPending ? resend.variables.params.id : null;
  return (
    <Page
      title={t('mail.title')}
      description={t('mail.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Problem error={resend.error} />
      <Loaded query={mails} skeleton={<TableSkeleton />}>
        {({ items, total }) => (
          <DataTable
            caption={t('mail.caption')}
            columns={mailColumns({ onResend, busyId })}
            rows={items}
            total={total}
            {...pagedView(search, change)}
            rowKey={({ id }) => id}
            rowName={({ recipient }) => recipient}
            filters={<StateFilter state={state} onChange={(only) => change({ only, page: 1 })} />}
            isFiltered={state !== undefined}
            onClearFilters={() => change({ only: undefined, page: 1 })}
            empty={
              <Empty
                icon="mail"
                title={t('mail.empty')}
                actions={<ButtonLink to="/admin/people">{t('mail.toPeople')}</ButtonLink>}
              >
                {t('mail.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Page>
  );
}

function useChange() {
  const navigate = useNavigate();
  return (part: MailSearch) =>
    void navigate({
      to: '/admin/mail',
      search: (before: MailSearch) => ({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
}

type State = MailSearch['only'];

function StateFilter({ state, onChange }: { state: State; onChange: (state: State) => void }) {
  return (
    <NativeSelect
      aria-label={t('mail.filterState')}
      value={state ?? ''}
      data={[
        { value: '', label: t('mail.anyState') },
        ...mailStates.map((value) => ({ value, label: t(`mail.state.${value}`) })),
      ]}
      onChange={(event) => onChange((event.currentTarget.value || undefined) as State)}
    />
  );
}
