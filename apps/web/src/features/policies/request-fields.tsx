import { NumberInput, TextInput } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { FieldsCard, type PolicyFormState } from './fields-card.tsx';
import classes from './policies.module.css';

const days = ['leaveDays', 'appealDays', 'answerDays', 'secondReadingDays', 'documentDays'] as const;
const kinds = ['excused', 'on-duty', 'medical'] as const;

/** What students may ask for, until when, and when they are answered. */
export function RequestFields({ form }: { form: PolicyFormState }) {
  return (
    <FieldsCard title={t('policy.requests')} intro={t('policy.requestsIntro')}>
      <div className={classes.fields}>
        {kinds.map((kind) => {
          const field = form.getInputProps(`requests.leaveMarks.${kind}`);
          return (
            <TextInput
              key={kind}
              label={t(`policy.leaveMark.${kind}`)}
              description={t('policy.leaveMarkHint')}
              maxLength={3}
              {...field}
              value={(field.value as string | null) ?? ''}
              onChange={(event) => field.onChange(event.currentTarget.value.trim().toUpperCase() || null)}
            />
          );
        })}
        {days.map((name) => (
          <NumberInput
            key={name}
            label={t(`policy.${name}`)}
            description={t(`policy.${name}Hint`)}
            clampBehavior="none"
            allowDecimal={false}
            {...form.getInputProps(`requests.${name}`)}
          />
        ))}
      </div>
    </FieldsCard>
  );
}
