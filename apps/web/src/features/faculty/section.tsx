import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { type Enrolment, routes, type Section } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import type { z } from 'zod';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { useOpenSession } from './use-open-session.ts';
import { type FaceOfStudent, useSectionFaces } from './use-section-faces.ts';

type RosterRow = z.infer<typeof Enrolment>;

/** One class: its roster with who has an enrolled face, and enrolment at the desk. */
export function TaughtSection() {
  const { id } = useParams({ from: '/app/sections/$id' });
  const section = useApi(routes.getSection, { params: { id } });
  const roster = useApi(routes.getRoster, { params: { id } });
  const faces = useSectionFaces(id);
  return (
    <Page
      title={section.data?.course.name ?? t('faculty.section.roster')}
      description={
        section.data && t('attendance.section', { course: section.data.course.code, section: section.data.name })
      }
      back={<BackLink to="/">{t('faculty.home')}</BackLink>}
      actions={section.data && <Actions section={section.data} />}
    >
      <Loaded query={section} skeleton={<Skeleton height={24} width="50%" />}>
        {() => (
          <Loaded query={roster} skeleton={<TableSkeleton />}>
            {(rows) => (
              <Stack gap="md">
                {faces.data && <Summary faces={faces.data} />}
                <LocalTable
                  name={`roster-${section.data?.course.code ?? ''}`}
                  caption={t('faculty.section.caption')}
                  columns={columnsOf(id, faces.data)}
                  rows={rows}
                  rowKey={({ student }) => student.id}
                  rowName={({ student }) => student.name}
                  searchHint={t('faculty.section.searchHint')}
                  initial={{ sort: 'usn', pageSize: 100 }}
                  empty={
                    <Empty icon="people" title={t('faculty.section.empty')}>
                      {t('faculty.section.emptyBody')}
                    </Empty>
                  }
                />
              </Stack>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ section }: { section: Section }) {
  const { open, isBusy, error } = useOpenSession(section.id, { minutes: undefined });
  const running = useApi(routes.listSessions, { query: { sectionId: section.id, state: 'open' } });
  const [session] = running.data?.items ?? [];
  return (
    <>
      {session ? (
        <ButtonLink to="/sessions/$id" params={{ id: session.id }}>
          {t('faculty.section.openSession')}
        </ButtonLink>
      ) : (
        <Button onClick={() => void open()} loading={isBusy} leftSection={<Icon name="clock" />}>
          {t('faculty.section.open')}
        </Button>
      )}
      <ButtonLink
        to="/sections/$id/register"
        params={{ id: section.id }}
        variant="default"
        leftSection={<Icon name="list" />}
      >
        {t('register.title')}
      </ButtonLink>
      <ButtonLink
        to="/sections/$id/insight"
        params={{ id: section.id }}
        variant="default"
        leftSection={<Icon name="chart" />}
      >
        {t('faculty.section.insight')}
      </ButtonLink>
      <ButtonLink
        to="/sections/$id/timetable"
        params={{ id: section.id }}
        variant="default"
        leftSection={<Icon name="calendar" />}
      >
        {t('timetable.title')}
      </ButtonLink>
      <ButtonLink
        to="/reports"
        search={{ report: 'section-register', sectionId: section.id }}
        variant="default"
        leftSection={<Icon name="download" />}
      >
        {t('staff.report')}
      </ButtonLink>
      <ButtonLink
        to="/sessions"
        search={{ sectionId: section.id }}
        variant="default"
        leftSection={<Icon name="history" />}
      >
        {t('faculty.section.pastSessions')}
      </ButtonLink>
      <Problem error={error} />
    </>
  );
}

function Summary({ faces }: { faces: ReadonlyMap<string, FaceOfStudent> }) {
  const all = [...faces.values()];
  const enrolled = all.filter(({ template }) => template !== null).length;
  return <Text c="dimmed">{t('faculty.section.facesSummary', { enrolled, total: all.length })}</Text>;
}

function columnsOf(sectionId: string, faces: ReadonlyMap<string, FaceOfStudent> | undefined): Column<RosterRow>[] {
  return [
    {
      key: 'name',
      header: t('faculty.section.student'),
      value: ({ student }) => student.name,
      cell: ({ student }) => student.name,
    },
    {
      key: 'usn',
      header: t('faculty.section.usn'),
      value: ({ student }) => student.usn,
      cell: ({ student }) => student.usn ?? '–',
    },
    {
      key: 'status',
      header: t('faculty.section.status'),
      value: ({ status }) => t(`faculty.section.${status}`),
      cell: ({ status }) =>
        status === 'active' ? (
          t('faculty.section.active')
        ) : (
          <StatusBadge tone="neutral">{t(`faculty.section.${status}`)}</StatusBadge>
        ),
    },
    {
      key: 'face',
      header: t('faculty.section.face'),
      value: ({ student }) => faceWords(faces?.get(student.id)),
      cell: ({ student }) => {
        const face = faces?.get(student.id);
        return face ? <StatusBadge tone={faceTone(face)}>{faceWords(face)}</StatusBadge> : '–';
      },
    },
    {
      key: 'enrol',
      header: t('faculty.section.enrol'),
      hideHeader: true,
      plain: true,
      cell: ({ student, status }) => {
        if (status !== 'active') return null;
        const action = t(faces?.get(student.id)?.template ? 'faculty.section.enrolAgain' : 'faculty.section.enrol');
        return (
          <ButtonLink
            to="/sections/$id/enrol/$studentId"
            params={{ id: sectionId, studentId: student.id }}
            variant="default"
            leftSection={<Icon name="face" size={18} />}
            aria-label={t('faculty.section.enrolLabel', { action, name: student.name })}
          >
            {action}
          </ButtonLink>
        );
      },
    },
  ];
}

const templateWords = {
  active: 'faculty.section.faceActive',
  provisional: 'faculty.section.faceProvisional',
  pending: 'faculty.section.facePending',
} as const;

function faceWords(face: FaceOfStudent | undefined): string {
  if (face?.template) return t(templateWords[face.template]);
  return t(face?.hasConsent ? 'faculty.section.faceConsented' : 'faculty.section.faceNone');
}

function faceTone({ template, hasConsent }: FaceOfStudent): Tone {
  if (template === 'active') return 'ok';
  return template || hasConsent ? 'info' : 'neutral';
}
