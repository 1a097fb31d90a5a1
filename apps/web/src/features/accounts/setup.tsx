import { Button, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { becomeMe } from '../../api/me.ts';
import { useApi } from '../../api/query.ts';
import '../../theme/app-styles.ts';
import { t } from '../../strings/index.ts';
import { type ContractForm, FormEnd, useContractForm } from '../../ui/form.tsx';
import { problemsOf } from '../../ui/form-issues.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { FrontPage } from './front-page.tsx';
import { NewPassword, passwordProblem } from './new-password.tsx';
import classes from './setup.module.css';
import { guessTerm, guessTimeZone, timeZones } from './setup-guesses.ts';
import { useTokenFragment } from './token-fragment.ts';

/** First run: from the one-time link to a working institution in four steps. */
export function SetUp() {
  const token = useTokenFragment();
  const status = useApi(routes.setupStatus, {});
  if (status.data?.needed === false) {
    return (
      <FrontPage title={t('setup.done')} intro={t('setup.doneBody')}>
        <Button component="a" href="/sign-in">
          {t('signIn.submit')}
        </Button>
      </FrontPage>
    );
  }
  if (!token) return <FrontPage title={t('setup.noToken')} intro={t('setup.noTokenBody')} />;
  return <Steps token={token} />;
}

const Body = routes.setUp.body;
const stepNames = ['institution', 'admin', 'department', 'term'] as const;
type StepName = (typeof stepNames)[number];

function initialValues() {
  const timeZone = guessTimeZone();
  const { season, year, start, end } = guessTerm(new Date());
  return {
    institution: { name: '', timeZone },
    admin: { name: '', email: '', password: '' },
    department: { name: '', code: '' },
    term: { name: t(`setup.${season}`, { year: String(year) }), start, end },
  };
}
type Values = ReturnType<typeof initialValues>;
type StepProps = { form: ContractForm<Values>['form'] };

const stepForms: Record<StepName, (props: StepProps) => React.JSX.Element> = {
  institution: InstitutionStep,
  admin: AdminStep,
  department: DepartmentStep,
  term: TermStep,
};

function Steps({ token }: { token: string }) {
  const navigate = useNavigate();
  const [index, setIndex] = useState(0);
  const name = stepNames[index] ?? 'term';
  const heading = useFocusOnChange(index);
  const { form, formProps, ...state } = useContractForm({
    schema: Body.omit({ token: true }),
    initial: initialValues(),
    onSubmit: async (body) => {
      becomeMe(await call(routes.setUp, { body: { ...body, token } }));
      await navigate({ to: '/' });
    },
  });
  const goOn = (event: React.FormEvent<HTMLFormElement>) => {
    const problems = problemsOfStep(name, form.values);
    if (index === stepNames.length - 1 && Object.keys(problems).length === 0) return formProps.onSubmit(event);
    event.preventDefault();
    form.setErrors(problems);
    if (Object.keys(problems).length === 0) setIndex(index + 1);
    else focusFirst(Object.keys(problems));
  };
  const StepForm = stepForms[name];
  const isLast = index === stepNames.length - 1;
  return (
    <FrontPage title={t('setup.title')} intro={t('setup.intro')} wide>
      <Progress index={index} />
      <form noValidate onSubmit={goOn}>
        <Stack gap={4}>
          <Title order={2} tabIndex={-1} ref={heading} className={classes.heading ?? ''}>
            {t(`setup.${name}`)}
          </Title>
          <Text c="dimmed">{t(`setup.${name}Intro`)}</Text>
        </Stack>
        <StepForm form={form} />
        <FormEnd
          state={isLast ? state : { isBusy: false, error: null }}
          submit={isLast ? t('setup.finish') : t('action.next')}
        >
          {index > 0 && (
            <Button variant="default" onClick={() => setIndex(index - 1)}>
              {t('action.back')}
            </Button>
          )}
        </FormEnd>
      </form>
    </FrontPage>
  );
}

function Progress({ index }: { index: number }) {
  const name = stepNames[index] ?? 'term';
  const words = t('setup.progress', { step: index + 1, steps: stepNames.length, name: t(`setup.${name}`) });
  return (
    <div>
      <div className={classes.progress} aria-hidden="true">
        {stepNames.map((step, place) => (
          <span key={step} data-done={place <= index} />
        ))}
      </div>
      <Text size="sm" c="dimmed" mt={8}>
        {words}
      </Text>
    </div>
  );
}

function InstitutionStep({ form }: StepProps) {
  const { timeZone } = form.values.institution;
  const time = formatInstant(Date.now(), timeZone, 'dayTime');
  return (
    <>
      <TextInput
        label={t('setup.institutionName')}
        autoComplete="organization"
        {...form.getInputProps('institution.name')}
      />
      <Select
        label={t('setup.timeZone')}
        description={t('setup.timeZoneHint', { time })}
        data={timeZones(timeZone)}
        searchable
        allowDeselect={false}
        limit={100}
        {...form.getInputProps('institution.timeZone')}
      />
    </>
  );
}

function AdminStep({ form }: StepProps) {
  return (
    <>
      <TextInput label={t('setup.adminName')} autoComplete="name" {...form.getInputProps('admin.name')} />
      <TextInput
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        {...form.getInputProps('admin.email')}
      />
      <NewPassword
        label={t('password.label')}
        {...form.getInputProps('admin.password')}
        value={form.values.admin.password}
      />
    </>
  );
}

function DepartmentStep({ form }: StepProps) {
  return (
    <>
      <TextInput label={t('setup.departmentName')} {...form.getInputProps('department.name')} />
      <TextInput
        label={t('setup.departmentCode')}
        description={t('setup.departmentCodeHint')}
        {...form.getInputProps('department.code')}
      />
    </>
  );
}

function TermStep({ form }: StepProps) {
  return (
    <>
      <TextInput label={t('setup.termName')} {...form.getInputProps('term.name')} />
      <TextInput type="date" label={t('setup.termStart')} {...form.getInputProps('term.start')} />
      <TextInput type="date" label={t('setup.termEnd')} {...form.getInputProps('term.end')} />
    </>
  );
}

function problemsOfStep(name: StepName, values: Values): Record<string, string> {
  const found = Object.entries(problemsOf(Body.shape[name], values[name])).map(([path, text]) => [
    `${name}.${path}`,
    text,
  ]);
  const problems: Record<string, string> = Object.fromEntries(found);
  const tooShort = name === 'admin' ? passwordProblem(values.admin.password) : null;
  return tooShort ? { ...problems, 'admin.password': tooShort } : problems;
}

function focusFirst(paths: readonly string[]): void {
  if (paths.length === 0) return;
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

/** Moves the focus to the step's heading when the step changes, but not on arrival. */
function useFocusOnChange(index: number) {
  const ref = useRef<HTMLHeadingElement>(null);
  const shown = useRef(index);
  useEffect(() => {
    if (shown.current !== index) ref.current?.focus();
    shown.current = index;
  }, [index]);
  return ref;
}
