import { Button, Group, Stack, Text } from '@mantine/core';
import { type KindCount, type Person, routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { language, t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { saveCertificate } from './save-certificate.ts';

const lists = new Intl.ListFormat(language);
const listOf = (counts: readonly KindCount[]): string =>
  lists.format(counts.map(({ kind, count }) => t('privacy.one', { kind: kind.toLowerCase(), count })));

/** Erases somebody, after saying in numbers what goes and what stays. */
export function ErasePerson({ person }: { person: Person }) {
  const isOneself = useMe().person.id === person.id;
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const { id, name } = person;
  const preview = useApi(routes.previewErasure, { params: { id } }, { enabled: isOpen });
  const erase = useApiMutation(routes.erasePerson, {
    invalidates: [routes.listPeople, routes.listErasures, routes.overview],
  });
  if (isOneself) return <Text c="dimmed">{t('privacy.eraseOwn')}</Text>;
  const found = preview.data;
  return (
    <Stack>
      <Text>{t('privacy.eraseBody')}</Text>
      <Problem error={preview.error} />
      <Group>
        <Button variant="default" loading={isOpen && preview.isPending} onClick={() => setOpen(true)}>
          {t('privacy.erase')}
        </Button>
      </Group>
      <ConfirmDialog
        opened={isOpen && found !== undefined}
        onClose={() => setOpen(false)}
        title={t('privacy.eraseTitle', { name })}
        consequences={
          found
            ? [
                t('privacy.erases', { list: listOf(found.erases) }),
                found.keeps.length > 0 ? t('privacy.keeps', { list: listOf(found.keeps) }) : t('privacy.keepsNothing'),
                t('privacy.eraseForGood'),
                t('privacy.eraseProof'),
              ]
            : []
        }
        confirm={t('privacy.erase')}
        danger
        onConfirm={async () => {
          const certificate = await erase.mutateAsync({ params: { id }, body: {} });
          saveCertificate(certificate);
          toast(t('privacy.erased'));
          await navigate({ to: '/admin/privacy', replace: true });
        }}
      />
    </Stack>
  );
}
