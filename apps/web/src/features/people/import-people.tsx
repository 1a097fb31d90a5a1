import { Button, Group, Stack } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useEffect, useRef, useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Message, Problem } from '../../ui/states.tsx';
import { guessMapping, type Mapping, wholeMapping } from './csv-columns.ts';
import { ChooseFile, type ChosenFile } from './import-choose-file.tsx';
import { MapColumns } from './import-map-columns.tsx';
import type { ImportReport } from './import-report.ts';
import { ImportResult } from './import-result.tsx';

/** People from a CSV file: choose, match the columns, see what would change, apply. */
export function ImportPeople() {
  const [file, setFile] = useState<ChosenFile | null>(null);
  return (
    <Page
      title={t('import.title')}
      description={t('import.description')}
      width="narrow"
      back={<BackLink to="/admin/people">{t('person.back')}</BackLink>}
    >
      {file ? <Import key={file.id} file={file} onAnother={() => setFile(null)} /> : <ChooseFile onChosen={setFile} />}
    </Page>
  );
}

function Import({ file, onAnother }: { file: ChosenFile; onAnother: () => void }) {
  const dryRun = useApiMutation(routes.importPeople);
  const apply = useApiMutation(routes.importPeople, { invalidates: [routes.listPeople, routes.overview] });
  const [mapping, setMapping] = useState<Mapping>(() => guessMapping(file.columns));
  const { mutate } = dryRun;
  const check = (chosen: Mapping) => mutate({ body: { csv: file.text, mapping: wholeMapping(chosen), apply: false } });
  const checkFirst = useRef(() => check(mapping));
  useEffect(() => checkFirst.current(), []);
  const change = (chosen: Mapping) => {
    setMapping(chosen);
    check(chosen);
  };
  if (apply.data) return <Done report={apply.data} />;
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <strong>{file.name}</strong>
        <Button variant="subtle" onClick={onAnother}>
          {t('import.another')}
        </Button>
      </Group>
      <MapColumns columns={file.columns} mapping={mapping} onChange={change} />
      <ImportResult report={dryRun.data} isChecking={dryRun.isPending}>
        {(changes) => (
          <Button
            loading={apply.isPending}
            disabled={dryRun.isPending}
            onClick={() => apply.mutate({ body: { csv: file.text, mapping: wholeMapping(mapping), apply: true } })}
          >
            {t('import.apply', { count: changes })}
          </Button>
        )}
      </ImportResult>
      <Problem error={dryRun.error ?? apply.error} />
    </Stack>
  );
}

function Done({ report }: { report: ImportReport }) {
  return (
    <Message
      icon="checkCircle"
      title={t('import.doneTitle')}
      actions={
        <ButtonLink to="/admin/people" search={{ sort: 'createdAt', order: 'desc' }}>
          {t('import.toPeople')}
        </ButtonLink>
      }
    >
      <p>{t('import.doneBody', { created: report.create, updated: report.update, unchanged: report.unchanged })}</p>
      <p>{t('import.undo')}</p>
    </Message>
  );
}
