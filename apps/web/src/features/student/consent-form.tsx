import { Button, Fieldset, Paper, Stack, Text, TextInput } from '@mantine/core';
import { type BiometricStatus, consentText, routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { useContractForm } from '../../ui/form.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './consent.module.css';

/** The text as it is, then yes and no side by side, alike in every respect. Nothing is chosen beforehand. */
export function ConsentForm({ face }: { face: BiometricStatus }) {
  const navigate = useNavigate();
  const { form, formProps, isBusy, error } = useContractForm({
    schema: routes.giveConsent.body,
    initial: { guardian: { name: '', email: '' } },
    toBody: ({ guardian }) => ({
      textVersion: consentText.version,
      guardian: face.needsGuardian ? guardian : null,
    }),
    onSubmit: async (body) => {
      await call(routes.giveConsent, { body });
      await invalidate(routes.myBiometrics);
      await navigate({ to: '/face/enrol' });
    },
  });
  const refuse = async () => {
    await navigate({ to: '/home' });
    toast(t('student.face.noKept'));
  };
  return (
    <form className={classes.form} {...formProps}>
      {face.consentOutdated && <Notice tone="warn">{t('student.face.outdated')}</Notice>}
      <Paper>
        <ConsentText />
      </Paper>
      {face.needsGuardian && (
        <Fieldset legend={t('student.face.guardian')}>
          <Stack gap="sm">
            <Text>{t('student.face.guardianIntro')}</Text>
            <TextInput
              label={t('student.face.guardianName')}
              autoComplete="off"
              {...form.getInputProps('guardian.name')}
            />
            <TextInput
              label={t('student.face.guardianEmail')}
              type="email"
              autoComplete="off"
              {...form.getInputProps('guardian.email')}
            />
          </Stack>
        </Fieldset>
      )}
      <Problem error={error} />
      <div className={classes.choices}>
        <Button type="submit" variant="default" loading={isBusy}>
          {t('student.face.yes')}
        </Button>
        <Button variant="default" onClick={() => void refuse()}>
          {t('student.face.no')}
        </Button>
      </div>
    </form>
  );
}

/** The contract's own words, so that screen and record are about the same text. */
export function ConsentText() {
  return (
    <div className={classes.text}>
      {consentText.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <Text size="sm" c="dimmed">
        {t('student.face.textVersion', { version: consentText.version })}
      </Text>
    </div>
  );
}
