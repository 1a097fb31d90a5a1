import { Button, Checkbox, Loader, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { routes, type Section } from '@smart-presence/contract';
import { useState } from 'react';
import type { CallReply } from '../../api/client.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { FullRooms } from '../timetable/full-rooms.tsx';
import { readUsns } from './read-usns.ts';
import { useToday } from './use-today.ts';

type Report = CallReply<typeof routes.enrolStudents>;

/** Enrols students in a section, found by searching or by a pasted list of USNs. */
export function EnrolStudents({ section, onDone }: { section: Section; onDone: () => void }) {
  const today = useToday();
  const [chosen, setChosen] = useState('');
  const from = chosen || today;
  const enrol = useApiMutation(routes.enrolStudents, {
    invalidates: [routes.getRoster, routes.getSection, routes.listSections, routes.overview],
  });
  const submit = (body: { studentIds?: string[]; usns?: string[] }) =>
    enrol.mutate({ params: { id: section.id }, body: { ...body, from } });
  if (enrol.data) return <Done report={enrol.data} onDone={onDone} />;
  return (
    <Stack>
      <TextInput
        type="date"
        label={t('enrol.from')}
        description={t(from > today ? 'enrol.fromToCome' : from < today ? 'enrol.fromPast' : 'enrol.fromToday')}
        value={from}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <Tabs defaultValue="usn">
        <Tabs.List>
          <Tabs.Tab value="usn">{t('enrol.byUsn')}</Tabs.Tab>
          <Tabs.Tab value="search">{t('enrol.bySearch')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="usn" pt="md">
          <ByUsn isBusy={enrol.isPending} onSubmit={(usns) => submit({ usns })} />
        </Tabs.Panel>
        <Tabs.Panel value="search" pt="md">
          <BySearch isBusy={enrol.isPending} onSubmit={(studentIds) => submit({ studentIds })} />
        </Tabs.Panel>
      </Tabs>
      <Problem error={enrol.error} />
    </Stack>
  );
}

interface WayProps {
  isBusy: boolean;
  onSubmit: (chosen: string[]) => void;
}

const mostAtOnce = 1000;

function ByUsn({ isBusy, onSubmit }: WayProps) {
  const [text, setText] = useState('');
  const usns = readUsns(text);
  const isTooMany = usns.length > mostAtOnce;
  return (
    <Stack>
      <Textarea
        label={t('enrol.usnsLabel')}
        description={t('enrol.usnsHint')}
        rows={10}
        spellCheck={false}
        value={text}
        error={isTooMany && t('enrol.tooMany')}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Text c="dimmed" role="status">
        {t('enrol.usnsCount', { count: usns.length })}
      </Text>
      <Button loading={isBusy} disabled={usns.length === 0 || isTooMany} onClick={() => onSubmit(usns)}>
        {t('enrol.submit')}
      </Button>
    </Stack>
  );
}

const shownAtOnce = 20;

function BySearch({ isBusy, onSubmit }: WayProps) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked] = useDebouncedValue(search.trim(), 250);
  const found = useApi(
    routes.listPeople,
    { query: { role: 'student', search: asked, pageSize: shownAtOnce } },
    { enabled: asked !== '', keepPrevious: true },
  );
  const toggle = (id: string) =>
    setChosen((before) => (before.has(id) ? before.difference(new Set([id])) : before.union(new Set([id]))));
  return (
    <Stack>
      <TextInput
        type="search"
        label={t('enrol.searchLabel')}
        leftSection={<Icon name="search" />}
        rightSection={found.isFetching ? <Loader size="xs" /> : undefined}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Problem error={found.error} />
      <Stack gap="xs" aria-live="polite">
        {asked === '' && <Text c="dimmed">{t('enrol.searchStart')}</Text>}
        {asked !== '' && found.data?.total === 0 && <Text c="dimmed">{t('enrol.searchNone')}</Text>}
        {asked !== '' &&
          found.data?.items.map(({ id, name, email, profile }) => (
            <Checkbox
              key={id}
              label={name}
              description={[profile?.usn, email].filter(Boolean).join(' · ')}
              checked={chosen.has(id)}
              onChange={() => toggle(id)}
            />
          ))}
        {asked !== '' && (found.data?.total ?? 0) > shownAtOnce && <Text c="dimmed">{t('enrol.searchMore')}</Text>}
      </Stack>
      <Text c="dimmed" role="status">
        {t('enrol.chosen', { count: chosen.size })}
      </Text>
      <Button loading={isBusy} disabled={chosen.size === 0} onClick={() => onSubmit([...chosen])}>
        {t('enrol.submit')}
      </Button>
    </Stack>
  );
}

function Done({ report, onDone }: { report: Report; onDone: () => void }) {
  const { enrolled, planned, already, unknownUsns, full } = report;
  return (
    <Stack>
      <Notice tone="ok">
        {planned > 0 ? t('enrol.planned', { count: planned }) : t('enrol.done', { count: enrolled })}{' '}
        {already > 0 && t('enrol.already', { count: already })}
      </Notice>
      <FullRooms full={full} />
      {unknownUsns.length > 0 && (
        <Notice tone="warn">
          {t('enrol.unknown', { count: unknownUsns.length })}
          <br />
          {unknownUsns.join(', ')}
        </Notice>
      )}
      <Button data-autofocus onClick={onDone}>
        {t('action.close')}
      </Button>
    </Stack>
  );
}
