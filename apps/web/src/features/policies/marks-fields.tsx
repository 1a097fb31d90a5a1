import { ActionIcon, Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { FieldsCard, type PolicyFormState } from './fields-card.tsx';
import classes from './policies.module.css';

const fewest = 2;
const most = 20;

/** The register's codes: what each is called, how it counts, and which the automatic ways of marking use. */
export function MarksFields({ form }: { form: PolicyFormState }) {
  const { marks } = form.values;
  const codes = marks.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` }));
  const add = () => form.insertListItem('marks', { code: '', name: '', attended: 0, counts: true });
  return (
    <FieldsCard title={t('policy.marks')} intro={t('policy.marksIntro')}>
      <div className={classes.marks}>
        {marks.map((mark, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: codes change while typed; the place is what stays
          <fieldset key={index} className={classes.mark} aria-label={mark.name || t('policy.markNew')}>
            <TextInput label={t('policy.markCode')} maxLength={3} {...form.getInputProps(`marks.${index}.code`)} />
            <TextInput label={t('policy.markName')} {...form.getInputProps(`marks.${index}.name`)} />
            <NumberInput
              label={t('policy.markAttended')}
              step={0.5}
              clampBehavior="none"
              {...form.getInputProps(`marks.${index}.attended`)}
            />
            <div className={classes.counts}>
              <Checkbox
                label={t('policy.markCounts')}
                {...form.getInputProps(`marks.${index}.counts`, { type: 'checkbox' })}
              />
            </div>
            <ActionIcon
              aria-label={t('policy.markRemove', { code: mark.code })}
              disabled={marks.length <= fewest}
              onClick={() => form.removeListItem('marks', index)}
            >
              <Icon name="trash" />
            </ActionIcon>
          </fieldset>
        ))}
      </div>
      <Button variant="default" leftSection={<Icon name="plus" />} disabled={marks.length >= most} onClick={add}>
        {t('policy.markAdd')}
      </Button>
      <div className={classes.fields}>
        {(['presentCode', 'lateCode', 'absentCode'] as const).map((name) => (
          <NativeSelect key={name} label={t(`policy.${name}`)} data={codes} {...form.getInputProps(name)} />
        ))}
        <NativeSelect
          label={t('policy.onDutyCode')}
          data={[{ value: '', label: t('policy.noMark') }, ...codes]}
          {...form.getInputProps('onDutyCode')}
          value={form.values.onDutyCode ?? ''}
        />
      </div>
    </FieldsCard>
  );
}
