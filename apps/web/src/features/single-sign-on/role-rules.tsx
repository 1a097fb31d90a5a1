import { Button, NativeSelect, Stack, Switch, Text, TextInput } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/states.tsx';
import { newRule, type ProviderFields } from './provider-values.ts';
import classes from './role-rules.module.css';

const roles = ['student', 'faculty', 'admin'] as const;

/** Which claim makes which role, first rule first. */
export function RoleRules({ form }: ProviderFields) {
  const { roleRules } = form.values;
  return (
    <Stack gap="sm">
      <div>
        <Text fw={500}>{t('provider.rules')}</Text>
        <Text size="sm" c="dimmed">
          {t('provider.rulesHint')}
        </Text>
      </div>
      {roleRules.map(({ key }, index) => (
        <Rule key={key} form={form} index={index} />
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<Icon name="plus" />}
          onClick={() => form.insertListItem('roleRules', newRule())}
        >
          {t('provider.addRule')}
        </Button>
      </div>
      {roleRules.some(({ role }) => role === 'admin') && (
        <Notice tone="warn">
          <Switch
            label={t('provider.admins')}
            description={t('provider.adminsHint')}
            {...form.getInputProps('mayMakeAdmins', { type: 'checkbox' })}
          />
        </Notice>
      )}
    </Stack>
  );
}

function Rule({ form, index }: ProviderFields & { index: number }) {
  const number = index + 1;
  const path = `roleRules.${index}`;
  return (
    <fieldset className={classes.rule}>
      <legend className={classes.legend}>{t('provider.ruleName', { number })}</legend>
      <TextInput label={t('provider.ruleClaim')} spellCheck={false} {...form.getInputProps(`${path}.claim`)} />
      <TextInput label={t('provider.ruleValue')} spellCheck={false} {...form.getInputProps(`${path}.value`)} />
      <NativeSelect
        label={t('provider.ruleRole')}
        data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        {...form.getInputProps(`${path}.role`)}
      />
      <Button
        variant="default"
        aria-label={t('provider.removeRule', { number })}
        onClick={() => form.removeListItem('roleRules', index)}
      >
        <Icon name="trash" />
      </Button>
    </fieldset>
  );
}
