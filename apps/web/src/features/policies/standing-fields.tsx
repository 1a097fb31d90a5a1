import { Checkbox, NumberInput, Radio, Stack } from '@mantine/core';
import { Denominator } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { FieldsCard, type PolicyFormState } from './fields-card.tsx';
import classes from './policies.module.css';

interface FormProps {
  form: PolicyFormState;
}

/** What students need, of what, and what may be condoned. */
export function StandingFields({ form }: FormProps) {
  const field = (name: 'minimumPercent' | 'condonationPercent' | 'onDutyCapPercent') => (
    <NumberInput
      label={t(`policy.${name}`)}
      description={t(`policy.${name}Hint`)}
      clampBehavior="none"
      {...form.getInputProps(name)}
    />
  );
  return (
    <FieldsCard title={t('policy.standing')}>
      <div className={classes.fields}>
        {field('minimumPercent')}
        {field('condonationPercent')}
        {field('onDutyCapPercent')}
      </div>
      <Radio.Group mt="lg" label={t('policy.denominator')} {...form.getInputProps('denominator')}>
        <Stack mt="xs">
          {Denominator.options.map((of) => (
            <Radio
              key={of}
              value={of}
              label={t(`policy.denominator.${of}`)}
              description={t(`policy.denominator.${of}Hint`)}
            />
          ))}
        </Stack>
      </Radio.Group>
    </FieldsCard>
  );
}

/** Who hears when of falling behind. */
export function WarningFields({ form }: FormProps) {
  return (
    <FieldsCard title={t('policy.warnings')} intro={t('policy.warningsIntro')}>
      <Stack mt="md">
        <Checkbox
          label={t('policy.warnBelow')}
          description={t('policy.warnBelowHint')}
          {...form.getInputProps('warnings.belowMinimum', { type: 'checkbox' })}
        />
        <Checkbox
          label={t('policy.warnGuardian')}
          description={t('policy.warnGuardianHint')}
          {...form.getInputProps('warnings.toGuardian', { type: 'checkbox' })}
        />
      </Stack>
      <div className={classes.fields}>
        <NumberInput
          label={t('policy.warnAfterSessions')}
          description={t('policy.warnAfterSessionsHint')}
          clampBehavior="none"
          {...form.getInputProps('warnings.afterSessions')}
        />
        <NumberInput
          label={t('policy.warnConsecutive')}
          description={t('policy.warnConsecutiveHint')}
          clampBehavior="none"
          {...form.getInputProps('warnings.consecutiveAbsences')}
        />
      </div>
    </FieldsCard>
  );
}
