import { Button } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { TableSelection } from '../../ui/table/data-table.tsx';
import { toast } from '../../ui/toast.ts';
import { BulkInvite } from './bulk-invite.tsx';

type Action = 'enable' | 'disable';

/** Enable or disable everyone selected, after saying what that does. */
export function BulkActions({ selection }: { selection: TableSelection }) {
  const [action, setAction] = useState<Action>('disable');
  const [isAsking, setAsking] = useState(false);
  const change = useApiMutation(routes.bulkPeople, { invalidates: [routes.listPeople, routes.overview] });
  const count = selection.ids.length;
  const ask = (chosen: Action) => {
    setAction(chosen);
    setAsking(true);
  };
  const act = async () => {
    const { changed } = await change.mutateAsync({ body: { ids: [...selection.ids], action } });
    toast(t('people.bulkDone', { count: changed }));
    selection.clear();
  };
  return (
    <>
      <BulkInvite ids={selection.ids} onDone={selection.clear} />
      <Button variant="default" onClick={() => ask('enable')}>
        {t('people.enable')}
      </Button>
      <Button variant="default" onClick={() => ask('disable')}>
        {t('people.disable')}
      </Button>
      <Button variant="subtle" onClick={selection.clear}>
        {t('table.clearSelection')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t(`people.${action}Title`, { count })}
        consequences={
          action === 'enable'
            ? [t('people.enableConsequence')]
            : [t('people.disableConsequence'), t('people.disableKeeps')]
        }
        confirm={t(`people.${action}`)}
        danger={action === 'disable'}
        onConfirm={act}
      />
    </>
  );
}
