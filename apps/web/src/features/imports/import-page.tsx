import { Button, Group, Paper, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type Import, type ImportState, type JobProgress, routes } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { invalidate, useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Notice, Problem } from '../../ui/states.tsx';
import { useJobEvents } from '../jobs/use-job-events.ts';
import { ImportDone } from './import-done.tsx';
import { ImportResult } from './import-result.tsx';
import { ImportSteps } from './import-steps.tsx';
import { MapColumns } from './map-columns.tsx';

/** Should the live stream be lost, it is looked at this often while something is under way. */
const lookMs = 3000;
const isUnderWay = (state: ImportState | undefined): state is 'checking' | 'applying' | 'undoing' =>
  state === 'checking' || state === 'applying' || state === 'undoing';

/** Everything an import may have changed. */
const changed = [
  routes.listPeople,
  routes.personBiometrics,
  routes.sectionFaces,
  routes.listCourses,
  routes.listSections,
  routes.getTimetable,
  routes.overview,
];

/** One import: match its columns, see what it would change, apply it, undo it. */
export function ImportPage() {
  const { id } = useParams({ from: '/app/admin/imports/$id' });
  const [job, setJob] = useState<JobProgress | null>(null);
  const [isWatching, setWatching] = useState(true);
  const found = useApi(routes.getImport, { params: { id } }, { refetchInterval: isWatching && lookMs });
  const watching = isUnderWay(found.data?.state);
  if (found.data && watching !== isWatching) setWatching(watching);
  useJobEvents(routes.getImport, (told) => {
    setJob(told);
    if (told.state === 'done' && !told.kind.endsWith('-check')) void invalidate(...changed, routes.listImports);
  });
  return (
    <Page
      title={found.data?.fileName ?? t('imports.title')}
      description={found.data && t(`imports.kind.${found.data.kind}`)}
      back={<BackLink to="/admin/imports">{t('imports.back')}</BackLink>}
    >
      <Loaded query={found} skeleton={<Skeleton height={240} />}>
        {(one) => (
          <Stack gap="lg">
            <ImportSteps state={one.state} kind={one.kind} />
            {isUnderWay(one.state) ? (
              <Working state={one.state} job={job?.id === one.job.id ? job : one.job} />
            ) : one.state === 'applied' || one.state === 'undone' ? (
              <ImportDone one={one} />
            ) : (
              <Preparing one={one} />
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Working({ state, job }: { state: 'checking' | 'applying' | 'undoing'; job: JobProgress }) {
  const percent = job.total > 0 ? Math.floor((100 * job.done) / job.total) : 0;
  return (
    <Paper component="section" aria-busy="true">
      <Stack>
        <Title order={2} size="h3" role="status">
          {t(`import.working.${state}`)}
        </Title>
        <Progress value={percent} aria-label={t('import.progress')} animated={percent === 0} striped={percent === 0} />
        <Text c="dimmed">{t('import.workingBody')}</Text>
      </Stack>
    </Paper>
  );
}

/** Before anything changed: columns, the dry run, and the way to apply. */
function Preparing({ one }: { one: Import }) {
  const params = { id: one.id };
  const check = useApiMutation(routes.checkImport, { invalidates: [routes.getImport] });
  const apply = useApiMutation(routes.applyImport, { invalidates: [routes.getImport, routes.listImports] });
  const { report, failure } = one;
  return (
    <>
      {failure && (
        <Notice tone="warn">
          <strong>{failure.message}</strong> {failure.advice}
        </Notice>
      )}
      {one.kind !== 'oneroster' && one.kind !== 'photos' && one.kind !== 'edit' && (
        <MapColumns
          // The mapping as the server has it: another one begins anew.
          key={JSON.stringify(one.mapping)}
          one={one}
          kind={one.kind}
          isChecking={check.isPending}
          onChange={(mapping) => check.mutate({ params, body: { mapping } })}
        />
      )}
      {report && (
        <ImportResult report={report} kind={one.kind}>
          {(changes) => (
            <Button loading={apply.isPending} disabled={check.isPending} onClick={() => apply.mutate({ params })}>
              {t(one.kind === 'photos' ? 'import.enrol' : 'import.apply', { count: changes })}
            </Button>
          )}
        </ImportResult>
      )}
      <Problem error={check.error ?? apply.error} />
      <Group>
        {one.kind === 'edit' ? (
          <Button
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate({ params, body: { mapping: {} } })}
          >
            {t('edit.again')}
          </Button>
        ) : (
          <ButtonLink to="/admin/imports" search={{ kind: one.kind }} variant="default">
            {t('import.another')}
          </ButtonLink>
        )}
      </Group>
    </>
  );
}
