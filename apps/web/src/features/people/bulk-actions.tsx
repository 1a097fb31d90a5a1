import { Button, Menu } from '@mantine/core';
import { type BulkAction, type BulkEffect, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import type { TableSelection } from '../../ui/table/data-table.tsx';
import { toast } from '../../ui/toast.ts';
import { BulkInvite } from './bulk-invite.tsx';
import { EditStudents } from './edit-students.tsx';

interface Asked {
  action: BulkAction;
  effect: BulkEffect;
}

const more = ['end-sessions', 'ask-new-password', 'unlock'] as const satisfies readonly BulkAction[];

/** Does the same to everyone selected, after counting what that would do. */
export function BulkActions({ selection }: { selection: TableSelection }) {
  const [asked, setAsked] = useState<Asked>({
    action: 'disable',
    effect: { people: 0, unchanged: 0, sessions: 0 },
  });
  const [isAsking, setAsking] = useState(false);
  const count = useApiMutation(routes.previewBulkPeople);
  const change = useApiMutation(routes.bulkPeople, {
    invalidates: [routes.listPeople, routes.overview, routes.personSignIn, routes.getPerson],
  });
  const ids = [...selection.ids];
  const includesMe = selection.ids.includes(useMe().person.id);
  const ask = (action: BulkAction) =>
    count.mutate(
      { body: { ids, action } },
      {
        onSuccess: (effect) => {
          setAsked({ action, effect });
          setAsking(true);
        },
      },
    );
  const { action, effect } = asked;
  const act = async () => {
    const { changed } = await change.mutateAsync({ body: { ids, action } });
    toast(t('people.bulkDone', { count: changed }));
    selection.clear();
  };
  return (
    <>
      <EditStudents selection={selection} />
      <BulkInvite ids={selection.ids} onDone={selection.clear} />
      <Button variant="default" onClick={() => ask('enable')}>
        {t('people.enable')}
      </Button>
      <Button variant="default" onClick={() => ask('disable')}>
        {t('people.disable')}
      </Button>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={16} />} loading={count.isPending}>
            {t('people.moreActions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {more.map((one) => (
            <Menu.Item key={one} onClick={() => ask(one)}>
              {t(`people.${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button variant="subtle" onClick={selection.clear}>
        {t('table.clearSelection')}
      </Button>
      <Problem error={count.error} />
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t(`people.${action}Title`, { count: effect.people })}
        consequences={consequencesOf(asked, includesMe)}
        confirm={t(`people.${action}`)}
        danger={action === 'disable'}
        onConfirm={act}
      />
    </>
  );
}

function consequencesOf({ action, effect }: Asked, includesMe: boolean): string[] {
  const { people, unchanged, sessions } = effect;
  if (people === 0) return [t('people.bulkNobody')];
  const sparesOwn = includesMe && (action === 'end-sessions' || action === 'ask-new-password');
  return [
    t(`people.${action}Consequence`),
    ...(action === 'disable' ? [t('people.disableKeeps')] : []),
    ...(sessions > 0 ? [t('people.bulkSessions', { count: sessions })] : []),
    ...(sparesOwn ? [t('people.bulkOwnStays')] : []),
    ...(unchanged > 0 ? [t('people.bulkUnchanged', { count: unchanged })] : []),
  ];
}
