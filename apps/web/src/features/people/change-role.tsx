import { NativeSelect, Skeleton } from '@mantine/core';
import { type Person, PersonRole, type ReplyOf, type Role, type Routes, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { areaWords } from '../access/area-words.ts';

type Permissions = ReplyOf<Routes['listRoles']>['permissions'];

/** Gives a person another role, after saying what they lose and gain by it. */
export function ChangeRole({ person, opened, onClose }: { person: Person; opened: boolean; onClose: () => void }) {
  // The role with the most power stands last, so that nobody gives it by pressing on.
  const choices = PersonRole.options.filter((role) => role !== person.role).toReversed();
  const [role, setRole] = useState<PersonRole>(choices[0] ?? 'student');
  const roles = useApi(routes.listRoles, {}, { enabled: opened });
  const change = useApiMutation(routes.changeRole, {
    invalidates: [routes.getPerson, routes.listPeople, routes.personSignIn, routes.overview],
  });
  const { id, name } = person;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('changeRole.title', { name })}
      consequences={[
        t('changeRole.signsOut', { name }),
        ...(roles.data ? differenceWords(roles.data.permissions, person.role, role) : []),
        t('changeRole.keeps'),
      ]}
      confirm={t('changeRole.confirm')}
      danger
      onConfirm={async () => {
        await change.mutateAsync({ params: { id }, body: { role } });
        toast(t('changeRole.done', { name, role: t(`role.${role}`) }));
      }}
    >
      {roles.isPending && <Skeleton height={48} />}
      {roles.error && <Failure error={roles.error} retry={roles.refetch} />}
      <NativeSelect
        label={t('changeRole.role')}
        value={role}
        data={choices.map((value) => ({ value, label: t(`role.${value}`) }))}
        onChange={(event) => setRole(event.currentTarget.value as PersonRole)}
      />
    </ConfirmDialog>
  );
}

function differenceWords(permissions: Permissions, from: Role, to: Role): string[] {
  const only = (has: Role, hasNot: Role) =>
    permissions.filter(({ roles }) => roles.includes(has) && !roles.includes(hasNot));
  const areas = (some: Permissions) => [...new Set(some.map(({ tag }) => areaWords(tag)))].join(', ');
  const [lost, gained] = [only(from, to), only(to, from)];
  return [
    lost.length > 0 ? t('changeRole.loses', { count: lost.length, areas: areas(lost) }) : t('changeRole.losesNothing'),
    ...(gained.length > 0 ? [t('changeRole.gains', { count: gained.length, areas: areas(gained) })] : []),
  ];
}
