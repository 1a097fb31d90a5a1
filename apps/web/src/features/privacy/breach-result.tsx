import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { auditActions, type BreachReport, routes, type SecurityCode } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { language, t } from '../../strings/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { saveBlob } from '../../ui/csv.ts';
import { Facts } from '../../ui/facts.tsx';
import { Figures } from '../../ui/figures.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { useZone } from '../../ui/time.tsx';

const lists = new Intl.ListFormat(language);

/** Who, which data, what happened, and the words for those it concerns. */
export function BreachResult({ report }: { report: BreachReport }) {
  const { people, under18, erasedSince, happened, kinds } = report;
  return (
    <Stack component="section" aria-labelledby="breach-result" gap="lg">
      <Title order={2} size="h3" id="breach-result">
        {t('breach.result')}
      </Title>
      <Figures
        figures={[
          { label: t('breach.people'), value: people },
          { label: t('breach.under18'), value: under18 },
          { label: t('breach.alerts'), value: happened.alerts },
          { label: t('breach.erased'), value: erasedSince, note: t('breach.erasedNote') },
        ]}
      />
      <LocalTable
        name="breach-kinds"
        caption={t('breach.kinds')}
        rows={kinds}
        rowKey={({ kind }) => kind}
        rowName={({ kind }) => kind}
        initial={{ sort: 'people', order: 'desc', pageSize: 50 }}
        columns={[
          { key: 'kind', header: t('breach.kind'), value: ({ kind }) => kind, cell: ({ kind }) => kind },
          {
            key: 'people',
            header: t('breach.whose'),
            align: 'end',
            value: (row) => row.people,
            cell: (row) => row.people,
          },
          { key: 'rows', header: t('breach.rows'), align: 'end', value: ({ rows }) => rows, cell: ({ rows }) => rows },
          {
            key: 'protection',
            header: t('breach.protection'),
            value: ({ protection }) => t(`breach.protection.${protection}`),
            cell: ({ protection }) => t(`breach.protection.${protection}`),
          },
        ]}
        empty={
          <Empty icon="checkCircle" title={t('breach.nobody')}>
            {t('breach.nobodyBody')}
          </Empty>
        }
      />
      {people > 0 && <SaveList report={report} />}
      <Happened happened={happened} />
      {people > 0 && <Letter report={report} />}
    </Stack>
  );
}

function SaveList({ report: { question } }: { report: BreachReport }) {
  const [problem, setProblem] = useState<unknown>(null);
  const save = async () => {
    setProblem(null);
    try {
      saveBlob('affected-people.csv', await call(routes.breachList, { body: question }));
    } catch (thrown) {
      setProblem(thrown);
    }
  };
  return (
    <>
      <Problem error={problem} />
      <Group>
        <Button variant="default" leftSection={<Icon name="download" />} onClick={() => void save()}>
          {t('breach.list')}
        </Button>
      </Group>
    </>
  );
}

const isAction = (action: string): action is (typeof auditActions)[number] =>
  (auditActions as readonly string[]).includes(action);

function Happened({ happened: { securityEvents, auditEntries } }: Pick<BreachReport, 'happened'>) {
  return (
    <>
      <Title order={3} size="h4">
        {t('breach.events')}
      </Title>
      {securityEvents.length === 0 && <Text>{t('breach.none')}</Text>}
      <Facts facts={securityEvents.map(({ code, times }) => [t(`security.code.${code as SecurityCode}`), times])} />
      <Title order={3} size="h4">
        {t('breach.entries')}
      </Title>
      {auditEntries.length === 0 && <Text>{t('breach.none')}</Text>}
      <Facts
        facts={auditEntries.map(({ action, count }) => [
          isAction(action) ? t(`audit.action.${action}`) : action,
          count,
        ])}
      />
    </>
  );
}

function Letter({ report: { question, kinds } }: { report: BreachReport }) {
  const zone = useZone();
  const [text, setText] = useState(() =>
    t('breach.letterText', {
      from: formatInstant(question.from, zone, 'full'),
      until: formatInstant(question.to, zone, 'full'),
      system: t(`breach.system.${question.system}`).toLowerCase(),
      kinds: lists.format(kinds.map(({ kind }) => kind.toLowerCase())),
    }),
  );
  return (
    <Stack>
      <Textarea
        label={t('breach.letter')}
        description={t('breach.letterHint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={6}
        maxRows={20}
      />
      <Group>
        <CopyButton text={text} label={t('breach.copy')} />
      </Group>
    </Stack>
  );
}
