import { Button, Group, NumberInput, Paper, Radio, Stack, Switch, Text, Textarea, Title } from '@mantine/core';
import { type AccessEffects, type AccessOverview, AccessPolicy, routes } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './access-form.module.css';
import { type AccessValues, isSame, policyOf, valuesOf } from './access-values.ts';
import { effectWords } from './effect-words.ts';

/** The access policy as a form: what each choice means beside it, whom it affects before it is saved. */
export function AccessForm({ overview, onSaved }: { overview: AccessOverview; onSaved: () => void }) {
  const { policy } = overview;
  const [checked, setChecked] = useState<{ next: AccessPolicy; effects: AccessEffects } | null>(null);
  const { form, formProps, ...state } = useContractForm({
    schema: AccessPolicy,
    initial: valuesOf(policy),
    toBody: policyOf,
    toFields: domainProblems,
    onSubmit: async (next) => setChecked({ next, effects: await call(routes.previewAccessPolicy, { body: next }) }),
  });
  const isUnchanged = isSame(policy, form.values);
  const save = async () => {
    if (!checked) return;
    await call(routes.saveAccessPolicy, { body: checked.next });
    toast(t('access.saved'));
    await invalidate(routes.accessOverview, routes.accessPolicy);
    onSaved();
  };
  return (
    <form {...formProps}>
      <Stack gap="lg">
        <SecondFactor form={form} policy={policy} />
        <Sessions form={form} />
        <NewDevice form={form} overview={overview} />
        <SelfRegistration form={form} />
        <Paper component="section">
          <Stack>
            {isUnchanged && <Text c="dimmed">{t('access.unchanged')}</Text>}
            <FormEnd state={state} submit={t('access.save')}>
              <Button variant="default" disabled={isUnchanged} onClick={() => form.reset()}>
                {t('access.reset')}
              </Button>
            </FormEnd>
          </Stack>
        </Paper>
      </Stack>
      <ConfirmDialog
        opened={checked !== null}
        onClose={() => setChecked(null)}
        title={t('access.confirmTitle')}
        consequences={checked ? effectWords({ before: policy, ...checked }) : []}
        confirm={t('access.save')}
        danger={(checked?.effects.endedSessions ?? 0) > 0}
        onConfirm={save}
      />
    </form>
  );
}

/** A problem of one domain belongs to the field that holds them all. */
const domainProblems = (problems: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(problems).map(([path, text]) => [path.replace(/^(selfRegistration\.mailDomains)\..*/, '$1'), text]),
  );

type Form = ReturnType<typeof useContractForm<AccessValues, typeof AccessPolicy>>['form'];

function Section({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <Paper component="section">
      <Stack>
        <div>
          <Title order={2}>{title}</Title>
          <Text c="dimmed" mt={4}>
            {intro}
          </Text>
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

function SecondFactor({ form, policy }: { form: Form; policy: AccessPolicy }) {
  return (
    <Section title={t('access.factor')} intro={t('access.factorIntro')}>
      {(['admin', 'faculty', 'student'] as const).map((role) => {
        const isFixed = role === 'admin' && policy.secondFactor.admin === 'required';
        return (
          <Radio.Group
            key={role}
            label={t(`access.factor.${role}`)}
            {...(isFixed && { description: t('access.factorFixed') })}
            {...form.getInputProps(`secondFactor.${role}`)}
          >
            <Group mt={4}>
              <Radio value="required" label={t('access.factor.required')} />
              <Radio value="offered" label={t('access.factor.offered')} disabled={isFixed} />
            </Group>
          </Radio.Group>
        );
      })}
    </Section>
  );
}

function Sessions({ form }: { form: Form }) {
  return (
    <Section title={t('access.sessions')} intro={t('access.sessionsIntro')}>
      {(['staff', 'student'] as const).map((group) => (
        <fieldset key={group} aria-labelledby={`limits-${group}`} className={classes.group}>
          <Title order={3} size="h5" id={`limits-${group}`}>
            {t(group === 'staff' ? 'access.staff' : 'access.students')}
          </Title>
          <div className={classes.fields}>
            {(['idleMinutes', 'absoluteHours', 'rememberDays'] as const).map((name) => (
              <NumberInput
                key={name}
                label={t(`access.${name}`)}
                description={t(`access.${name}Hint`)}
                clampBehavior="none"
                hideControls
                {...form.getInputProps(`sessions.${group}.${name}`)}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </Section>
  );
}

function NewDevice({ form, overview }: { form: Form; overview: AccessOverview }) {
  const cannotConfirm = !overview.isMailOn && overview.policy.newDevice !== 'confirm';
  return (
    <Section title={t('access.newDevice')} intro={t('access.newDeviceIntro')}>
      <Radio.Group aria-label={t('access.newDevice')} {...form.getInputProps('newDevice')}>
        <Stack gap="sm">
          <Radio value="tell" label={t('access.newDevice.tell')} description={t('access.newDevice.tellHint')} />
          <Radio
            value="confirm"
            label={t('access.newDevice.confirm')}
            description={t(cannotConfirm ? 'access.newDevice.needsMail' : 'access.newDevice.confirmHint')}
            disabled={cannotConfirm}
          />
        </Stack>
      </Radio.Group>
    </Section>
  );
}

function SelfRegistration({ form }: { form: Form }) {
  return (
    <Section title={t('access.registration')} intro={t('access.registrationIntro')}>
      <Switch
        label={t('access.registrationOpen')}
        {...form.getInputProps('selfRegistration.isOpen', { type: 'checkbox' })}
      />
      {form.values.selfRegistration.isOpen && (
        <Textarea
          label={t('access.mailDomains')}
          description={t('access.mailDomainsHint')}
          rows={3}
          {...form.getInputProps('selfRegistration.mailDomains')}
        />
      )}
    </Section>
  );
}
