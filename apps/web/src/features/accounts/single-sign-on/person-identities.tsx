import { Skeleton, Text } from '@mantine/core';
import { type Identity, type Person, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.ts';
import { IdentityList } from './identity-list.tsx';

/** For administrators: providers that a person is linked to. */
export function PersonIdentities({ person }: { person: Person }) {
  const { id } = person;
  const identities = useApi(routes.personIdentities, { params: { id } });
  const unlink = useApiMutation(routes.unlinkPerson, { invalidates: [routes.personIdentities] });
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const name = leaving?.provider.name ?? '';
  return (
    <>
      <Loaded
        query={identities}
        skeleton={<Skeleton height={44} />}
        isEmpty={(linked) => linked.length === 0}
        empty={<Text c="dimmed">{t('linked.theirsNone')}</Text>}
      >
        {(linked) => <IdentityList identities={linked} onUnlink={setLeaving} />}
      </Loaded>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('linked.unlinkTitle', { name })}
        consequences={[t('linked.unlinkTheirs', { person: person.name }), t('linked.unlinkAgain')]}
        confirm={t('linked.unlink')}
        danger
        onConfirm={async () => {
          if (!leaving) return;
          await unlink.mutateAsync({ params: { id, identityId: leaving.id } });
          toast(t('linked.unlinked', { name }));
        }}
      />
    </>
  );
}
