import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { type Import, type ImportReport, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Message, Notice } from '../../ui/states.tsx';
import { sumOf } from './import-counts.ts';
import { Notices, PhotoProblems } from './import-result.tsx';
import { ProblemTable } from './problem-table.tsx';

/** After applying: what was done, and the way to take it back. */
export function ImportDone({ one }: { one: Import }) {
  const { create, change, unchanged } = one.report ? sumOf(one.report) : { create: 0, change: 0, unchanged: 0 };
  const isUndone = one.state === 'undone';
  return (
    <>
      <Message
        icon={isUndone ? 'history' : 'checkCircle'}
        title={t(`${wordsOf(one)}.${isUndone ? 'undoneTitle' : 'doneTitle'}`)}
        actions={
          <>
            <ButtonLink
              to="/admin/imports"
              search={one.kind === 'edit' ? {} : { kind: one.kind }}
              variant={one.canUndo ? 'default' : 'filled'}
            >
              {t('import.toList')}
            </ButtonLink>
            {one.canUndo && <Undo one={one} />}
          </>
        }
      >
        <p>
          {one.kind === 'photos'
            ? t(isUndone ? 'photos.undoneBody' : 'photos.doneBody', { count: create, unchanged })
            : isUndone
              ? t(`${wordsOf(one)}.undoneBody`)
              : t('import.doneBody', { created: create, changed: change, unchanged })}
        </p>
      </Message>
      {one.kind === 'photos' && one.report && !isUndone && <LeftOut report={one.report} />}
      {one.kind !== 'photos' && one.report && !isUndone && <Notices report={one.report} />}
      {one.undoProblemCount > 0 && <Refused one={one} />}
      {one.undoProblemCount === 0 && one.failure && (
        <Notice tone="warn">
          <strong>{one.failure.message}</strong> {one.failure.advice}
        </Notice>
      )}
    </>
  );
}

/** An edit has no file, and is no import to whoever made it. */
const wordsOf = ({ kind }: Import): 'edit' | 'import' => (kind === 'edit' ? 'edit' : 'import');

function LeftOut({ report }: { report: ImportReport }) {
  if (report.problemCount + report.notices.length === 0) return null;
  return (
    <Paper component="section">
      <Stack>
        <PhotoProblems report={report} />
      </Stack>
    </Paper>
  );
}

function Undo({ one }: { one: Import }) {
  const [isAsking, setAsking] = useState(false);
  const undo = useApiMutation(routes.undoImport, { invalidates: [routes.getImport, routes.listImports] });
  return (
    <>
      <Button color="red" variant="outline" onClick={() => setAsking(true)}>
        {t(`${wordsOf(one)}.undo`)}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t(`${wordsOf(one)}.undoTitle`)}
        consequences={
          one.kind === 'photos'
            ? [t('photos.undoRemoves'), t('photos.undoKeeps'), t('import.undoLast')]
            : [t('import.undoRemoves'), t('import.undoRefuses'), t('import.undoLast')]
        }
        confirm={t(`${wordsOf(one)}.undo`)}
        danger
        onConfirm={() => undo.mutateAsync({ params: { id: one.id } })}
      />
    </>
  );
}

function Refused({ one }: { one: Import }) {
  return (
    <Paper component="section" role="alert">
      <Stack>
        <div>
          <Title order={2} size="h3">
            {t('import.undoRefusedTitle')}
          </Title>
          <Text c="dimmed">{t('import.undoRefusedBody')}</Text>
        </div>
        <ProblemTable
          name="undo-problems"
          caption={t('import.undoRefusedCaption')}
          problems={one.undoProblems}
          count={one.undoProblemCount}
        />
      </Stack>
    </Paper>
  );
}
