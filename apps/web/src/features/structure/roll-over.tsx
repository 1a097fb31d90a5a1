import { Button, Checkbox, List, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { RollOverInput, type RollOverReport, routes, type Term } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Loaded, Notice, Problem, Spinner } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { weekdayName } from '../timetable/weekdays.ts';
import { CancelButton } from './entity-part.tsx';

interface Values extends Record<string, unknown> {
  name: string;
  start: string;
  end: string;
  withTimetable: boolean;
  withStudents: boolean;
  choice: 'all' | 'some';
  sectionIds: string[];
}

const bodyOf = ({ name, start, end, withTimetable, withStudents, choice, sectionIds }: Values) => ({
  term: { name, start, end },
  withTimetable,
  withStudents,
  ...(choice === 'some' && { sectionIds }),
});

/** Problems of `term.name` belong to the field `name`. */
const toFields = (problems: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(problems).map(([path, message]) => [path.replace(/^term\./, ''), message]));

/** Makes a term from an old one: what to take, what that makes, then making it. */
export function RollOver({ term, onDone }: { term: Term; onDone: () => void }) {
  const [checked, setChecked] = useState<{ key: string; report: RollOverReport } | null>(null);
  const [making, setMaking] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: null });
  const initial: Values = {
    name: '',
    start: '',
    end: '',
    withTimetable: true,
    withStudents: false,
    choice: 'all',
    sectionIds: [],
  };
  const send = (values: Values, apply: boolean) =>
    call(routes.rollOverTerm, { params: { id: term.id }, body: { ...bodyOf(values), apply } });
  const { form, formProps, ...state } = useContractForm({
    schema: RollOverInput,
    initial,
    toBody: bodyOf,
    toFields,
    onSubmit: async (_, values) => setChecked({ key: JSON.stringify(values), report: await send(values, false) }),
  });
  const report = checked?.key === JSON.stringify(form.values) ? checked.report : null;
  const make = async () => {
    setMaking({ isBusy: true, error: null });
    try {
      await send(form.values, true);
      await invalidate(routes.listTerms, routes.listSections, routes.listCourses, routes.overview);
      toast(t('rollOver.done', { name: form.values.name }));
      onDone();
    } catch (error) {
      setMaking({ isBusy: false, error });
    }
  };
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('rollOver.name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput type="date" label={t('term.start')} {...form.getInputProps('start')} />
        <TextInput type="date" label={t('term.end')} {...form.getInputProps('end')} />
        <Checkbox
          label={t('rollOver.timetable')}
          description={t('rollOver.timetableHint')}
          {...form.getInputProps('withTimetable', { type: 'checkbox' })}
        />
        <Checkbox
          label={t('rollOver.students')}
          description={t('rollOver.studentsHint')}
          {...form.getInputProps('withStudents', { type: 'checkbox' })}
        />
        <NativeSelect
          label={t('rollOver.sections')}
          data={[
            { value: 'all', label: t('rollOver.all') },
            { value: 'some', label: t('rollOver.some') },
          ]}
          {...form.getInputProps('choice')}
        />
        {form.values.choice === 'some' && <ChooseSections termId={term.id} {...form.getInputProps('sectionIds')} />}
        {report === null ? (
          <FormEnd state={state} submit={t('rollOver.check')}>
            <CancelButton onClick={onDone} />
          </FormEnd>
        ) : (
          <>
            <Report report={report} />
            <Problem error={making.error} />
            <Button onClick={() => void make()} loading={making.isBusy} data-autofocus>
              {t('rollOver.apply')}
            </Button>
            <CancelButton onClick={onDone} />
          </>
        )}
      </Stack>
    </form>
  );
}

interface ChooseProps {
  termId: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  error?: React.ReactNode;
}

function ChooseSections({ termId, value = [], onChange, error }: ChooseProps) {
  const sections = useApi(routes.listSections, { query: { termId } });
  return (
    <Loaded query={sections} skeleton={<Spinner />}>
      {(rows) =>
        rows.length === 0 ? (
          <Text c="dimmed">{t('rollOver.noSections')}</Text>
        ) : (
          <Checkbox.Group aria-label={t('rollOver.some')} value={value} onChange={onChange} error={error}>
            <Stack gap="xs" mt="xs">
              {rows.map(({ id, course, name }) => (
                <Checkbox key={id} value={id} label={`${course.code} ${course.name}, ${name}`} />
              ))}
            </Stack>
          </Checkbox.Group>
        )
      }
    </Loaded>
  );
}

const shownAtOnce = 20;

function Report({ report }: { report: RollOverReport }) {
  const { sections, slots, students, already } = report;
  const leftOut = [
    ...report.slotsLeftOut.map(({ section, weekday, start, end, reason }) =>
      t(`rollOver.${reason}`, {
        course: section.courseCode,
        section: section.name,
        weekday: weekdayName(weekday),
        start,
        end,
      }),
    ),
    ...report.teachersLeftOut.map(({ section, name }) =>
      t('rollOver.teacher', { name, course: section.courseCode, section: section.name }),
    ),
  ];
  return (
    <Stack gap="xs" role="status">
      <Title order={3}>{t('rollOver.result')}</Title>
      {sections === 0 && already > 0 ? (
        <Text>{t('rollOver.nothing')}</Text>
      ) : (
        <List>
          <List.Item>{t('rollOver.sectionsCount', { count: sections })}</List.Item>
          <List.Item>{t('rollOver.slotsCount', { count: slots })}</List.Item>
          <List.Item>{t('rollOver.studentsCount', { count: students })}</List.Item>
        </List>
      )}
      {already > 0 && <Text c="dimmed">{t('rollOver.already', { count: already })}</Text>}
      {leftOut.length > 0 && (
        <Notice tone="warn">
          {t('rollOver.leftOut')}
          <List>
            {leftOut.slice(0, shownAtOnce).map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
            {leftOut.length > shownAtOnce && (
              <List.Item>{t('rollOver.more', { count: leftOut.length - shownAtOnce })}</List.Item>
            )}
          </List>
        </Notice>
      )}
    </Stack>
  );
}
