import { NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { type ReplyOf, Role, type RolePermission, type Routes, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Figures } from '../../ui/figures.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { areaWords } from './area-words.ts';

type Who = Role | 'anyone' | '';
type RoleList = ReplyOf<Routes['listRoles']>;

/** What each role may do: read from the table by which the server decides. */
export function Roles() {
  const roles = useApi(routes.listRoles, {});
  return (
    <Page
      title={t('roles.title')}
      description={t('roles.description')}
      back={<BackLink to="/admin/settings">{t('settings.title')}</BackLink>}
    >
      <Loaded query={roles} skeleton={<Skeleton height={320} />}>
        {(loaded) => (
          <Stack gap="lg">
            <Figures figures={loaded.roles.map((held) => figureOf(held, loaded.permissions))} />
            <Permissions permissions={loaded.permissions} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function figureOf({ role, people }: RoleList['roles'][number], permissions: RoleList['permissions']) {
  const count = permissions.filter(({ roles, isPublic }) => !isPublic && roles.includes(role)).length;
  return {
    label: t(`role.${role}`),
    value: t(role === 'kiosk' ? 'roles.devices' : 'roles.holders', { count: people }),
    note: t('roles.mayCount', { count }),
  };
}

function Permissions({ permissions }: { permissions: RoleList['permissions'] }) {
  const [who, setWho] = useState<Who>('');
  const [area, setArea] = useState('');
  const shown = permissions.filter((permission) => isFor(permission, who) && (area === '' || permission.tag === area));
  const areas = [...new Set(permissions.map(({ tag }) => tag))].toSorted((a, b) =>
    areaWords(a).localeCompare(areaWords(b)),
  );
  return (
    <LocalTable
      name="roles"
      caption={t('roles.caption')}
      columns={columnsOf()}
      rows={shown}
      rowKey={({ route }) => route}
      rowName={({ summary }) => summary}
      initial={{ sort: 'area' }}
      filters={
        <>
          <NativeSelect
            aria-label={t('roles.filterRole')}
            value={who}
            data={[
              { value: '', label: t('roles.anyRole') },
              ...Role.options.map((value) => ({ value, label: t(`role.${value}`) })),
              { value: 'anyone', label: t('roles.anyone') },
            ]}
            onChange={(event) => setWho(event.currentTarget.value as Who)}
          />
          <NativeSelect
            aria-label={t('roles.filterArea')}
            value={area}
            data={[
              { value: '', label: t('roles.anyArea') },
              ...areas.map((value) => ({ value, label: areaWords(value) })),
            ]}
            onChange={(event) => setArea(event.currentTarget.value)}
          />
        </>
      }
      searchHint={t('roles.what')}
      isFiltered={who !== '' || area !== ''}
      onClearFilters={() => {
        setWho('');
        setArea('');
      }}
      empty={<Empty icon="shield" title={t('roles.empty')} />}
    />
  );
}

/** What needs no signing in is nobody's permission in particular. */
const isFor = ({ roles, isPublic }: RolePermission, who: Who): boolean =>
  who === '' || (who === 'anyone' ? isPublic : !isPublic && roles.includes(who));

const whoWords = ({ isPublic, roles }: RolePermission): string =>
  isPublic ? t('roles.everyone') : roles.map((role) => t(`role.${role}`)).join(', ');

const columnsOf = (): Column<RolePermission>[] => [
  { key: 'what', header: t('roles.what'), value: ({ summary }) => summary, cell: ({ summary }) => summary },
  { key: 'area', header: t('roles.area'), value: ({ tag }) => areaWords(tag), cell: ({ tag }) => areaWords(tag) },
  { key: 'who', header: t('roles.who'), value: whoWords, cell: whoWords },
  {
    key: 'asksAgain',
    header: t('roles.asksAgain'),
    value: ({ asksAgain }) => t(asksAgain ? 'roles.asksAgainYes' : 'roles.asksAgainNo'),
    cell: ({ asksAgain }) =>
      asksAgain ? (
        <StatusBadge tone="info" icon="key">
          {t('roles.asksAgainYes')}
        </StatusBadge>
      ) : (
        <Text component="span" c="dimmed">
          {t('roles.asksAgainNo')}
        </Text>
      ),
  },
];
