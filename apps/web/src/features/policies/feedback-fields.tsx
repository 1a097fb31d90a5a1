import { Checkbox, NumberInput, Stack } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { FieldsCard, type PolicyFormState } from './fields-card.tsx';

/** What students may say of the sessions they attended. */
export function FeedbackFields({ form }: { form: PolicyFormState }) {
  return (
    <FieldsCard title={t('policy.feedback')} intro={t('policy.feedbackIntro')}>
      <Stack>
        <NumberInput
          label={t('policy.feedbackDays')}
          description={t('policy.feedbackDaysHint')}
          clampBehavior="none"
          allowDecimal={false}
          {...form.getInputProps('feedback.days')}
        />
        <Checkbox
          label={t('policy.feedbackNamed')}
          description={t('policy.feedbackNamedHint')}
          {...form.getInputProps('feedback.isNamed', { type: 'checkbox' })}
        />
      </Stack>
    </FieldsCard>
  );
}
