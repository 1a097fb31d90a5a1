import { Button, Fieldset, Group, NativeSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { type BodyInput, type Department, type Person, PersonRole, routes } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { FormEnd, orNull, useContractForm } from '../../ui/form.tsx';

type PersonBody = BodyInput<typeof routes.createPerson>;

interface PersonFormProps {
  person: Person | null;
  departments: readonly Department[];
  onSubmit: (body: PersonBody) => Promise<void>;
  onCancel: () => void;
}

/** Name, e-mail, role and, for students, their profile. */
export function PersonForm({ person, departments, onSubmit, onCancel }: PersonFormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.createPerson.body,
    initial: valuesOf(person),
    toBody,
    onSubmit,
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('personForm.name')} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t('personForm.email')}
          description={t('personForm.emailHint')}
          type="email"
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        {!person && (
          <NativeSelect
            label={t('personForm.role')}
            data={PersonRole.options.map((value) => ({ value, label: t(`role.${value}`) }))}
            {...form.getInputProps('role')}
          />
        )}
        {form.values.role === 'student' && <ProfileFields form={form} departments={departments} />}
        <FormEnd state={state} submit={person ? t('action.save') : t('action.add')}>
          <Button variant="default" onClick={onCancel}>
            {t('action.cancel')}
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}

type Form = ReturnType<typeof useContractForm<Values, typeof routes.createPerson.body>>['form'];

function ProfileFields({ form, departments }: { form: Form; departments: readonly Department[] }) {
  return (
    <Fieldset legend={t('personForm.student')}>
      <Stack>
        <TextInput label={t('personForm.usn')} {...form.getInputProps('profile.usn')} />
        <NativeSelect
          label={t('personForm.department')}
          data={[
            { value: '', label: t('personForm.noDepartment') },
            ...departments.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` })),
          ]}
          {...form.getInputProps('profile.departmentId')}
        />
        <Group grow align="flex-start">
          <NumberInput label={t('personForm.year')} hideControls {...form.getInputProps('profile.year')} />
          <NumberInput label={t('personForm.semester')} hideControls {...form.getInputProps('profile.semester')} />
        </Group>
        <TextInput label={t('personForm.section')} {...form.getInputProps('profile.sectionLabel')} />
        <TextInput label={t('personForm.guardian')} type="email" {...form.getInputProps('profile.guardianEmail')} />
        <Switch label={t('personForm.under18')} {...form.getInputProps('profile.isUnder18', { type: 'checkbox' })} />
      </Stack>
    </Fieldset>
  );
}

const valuesOf = (person: Person | null) => ({
  name: person?.name ?? '',
  email: person?.email ?? '',
  // The role of who is here already is changed on their page.
  role: (person && person.role !== 'kiosk' ? person.role : 'student') as PersonRole,
  profile: {
    usn: person?.profile?.usn ?? '',
    departmentId: person?.profile?.departmentId ?? '',
    year: person?.profile?.year ?? ('' as number | ''),
    semester: person?.profile?.semester ?? ('' as number | ''),
    sectionLabel: person?.profile?.sectionLabel ?? '',
    guardianEmail: person?.profile?.guardianEmail ?? '',
    isUnder18: person?.profile?.isUnder18 ?? false,
  },
});
type Values = ReturnType<typeof valuesOf>;

/** What is left empty is absent; only students have a profile. */
function toBody({ profile, ...rest }: Values): PersonBody {
  const body = { ...rest, email: orNull(rest.email) };
  if (rest.role !== 'student') return body;
  return {
    ...body,
    profile: {
      usn: orNull(profile.usn),
      departmentId: orNull(profile.departmentId),
      year: profile.year === '' ? null : profile.year,
      semester: profile.semester === '' ? null : profile.semester,
      sectionLabel: orNull(profile.sectionLabel),
      guardianEmail: orNull(profile.guardianEmail),
      isUnder18: profile.isUnder18,
    },
  };
}
