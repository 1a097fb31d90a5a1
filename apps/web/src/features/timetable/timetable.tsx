import { Button, Skeleton, Stack, Switch, Title } from '@mantine/core';
import { routes, type Slot, type Timetable } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useMe } from '../../api/me.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded, Notice, Problem } from '../../ui/states.tsx';
import { useOpen } from '../structure/use-open.ts';
import { ComingClasses } from './coming-classes.tsx';
import { FullRooms } from './full-rooms.tsx';
import { SlotForm } from './slot-form.tsx';
import { Week } from './week.tsx';
import { weekdayName } from './weekdays.ts';

/** When a section meets. Administrators edit the week; teachers change single classes. */
export function TimetablePage() {
  const { id } = useParams({ from: '/app/sections/$id/timetable' });
  const isAdmin = useMe().person.role === 'admin';
  const timetable = useApi(routes.getTimetable, { params: { id } });
  const scheduled = useApi(routes.listScheduled, { query: { sectionId: id } });
  const side = useOpen<Slot>();
  const add = isAdmin && (
    <Button leftSection={<Icon name="plus" />} onClick={side.add}>
      {t('timetable.add')}
    </Button>
  );
  const section = timetable.data?.section;
  const slot = side.open?.item;
  return (
    <Page
      title={section ? t('timetable.of', { course: section.courseName, section: section.name }) : t('timetable.title')}
      description={timetable.data?.term.name}
      width="wide"
      back={
        <BackLink to={isAdmin ? '/admin/sections/$id' : '/sections/$id'} params={{ id }}>
          {t('timetable.back')}
        </BackLink>
      }
      actions={add || undefined}
    >
      <Loaded
        query={timetable}
        skeleton={<Skeleton height={420} />}
        isEmpty={({ slots }) => slots.length === 0}
        empty={
          <Empty icon="calendar" title={t('timetable.none')} actions={add || undefined}>
            {t(isAdmin ? 'timetable.noneAdmin' : 'timetable.noneFaculty')}
          </Empty>
        }
      >
        {(data) => (
          <Stack gap="xl">
            <Conflicts timetable={data} />
            <FullRooms full={data.full} />
            <section aria-labelledby="week">
              <Title order={2} id="week" mb="sm">
                {t('timetable.week')}
              </Title>
              <Week timetable={data} onEdit={isAdmin ? side.edit : undefined} />
            </section>
            <SelfOpening timetable={data} />
            <section aria-labelledby="coming">
              <Title order={2} id="coming" mb="sm">
                {t('timetable.coming')}
              </Title>
              <Loaded query={scheduled} skeleton={<Skeleton height={160} />}>
                {(rows) =>
                  rows.length === 0 ? <p>{t('timetable.nothingComing')}</p> : <ComingClasses scheduled={rows} />
                }
              </Loaded>
            </section>
          </Stack>
        )}
      </Loaded>
      <SidePanel opened={side.open !== null} onClose={side.close} title={t(slot ? 'timetable.edit' : 'timetable.add')}>
        {timetable.data && <SlotForm timetable={timetable.data} slot={slot} onDone={side.close} />}
      </SidePanel>
    </Page>
  );
}

function Conflicts({ timetable }: { timetable: Timetable }) {
  const { conflicts } = timetable;
  if (conflicts.length === 0) return null;
  return (
    <Notice tone="warn">
      <strong>{t('timetable.conflicts', { count: conflicts.length })}</strong>
      <ul>
        {conflicts.map(({ slotId, shares, name, other }) => (
          <li key={`${slotId} ${shares} ${other.slotId}`}>
            {t(`timetable.conflict.${shares}`, {
              name,
              course: other.section.courseCode,
              section: other.section.name,
              weekday: weekdayName(other.weekday),
              start: other.start,
              end: other.end,
            })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function SelfOpening({ timetable }: { timetable: Timetable }) {
  const { mutate, isPending, error } = useApiMutation(routes.setSelfOpening, {
    invalidates: [routes.getTimetable, routes.listScheduled, routes.facultyToday],
  });
  const { id } = timetable.section;
  return (
    <div>
      <Switch
        label={t('timetable.opensItself')}
        description={t('timetable.opensItselfHint')}
        checked={timetable.opensItself}
        disabled={isPending}
        onChange={(event) => mutate({ params: { id }, body: { opensItself: event.currentTarget.checked } })}
      />
      <Problem error={error} />
    </div>
  );
}
