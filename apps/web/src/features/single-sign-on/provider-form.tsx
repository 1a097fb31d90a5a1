import { Fieldset, NativeSelect, PasswordInput, Radio, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { type IdentityProvider, routes } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Notice } from '../../ui/states.tsx';
import { revealLabel } from '../accounts/reveal-label.ts';
import { ProviderTest } from './provider-test.tsx';
import {
  type ProviderBody,
  type ProviderFields,
  providerBody,
  providerProblems,
  providerValues,
} from './provider-values.ts';
import { RoleRules } from './role-rules.tsx';

interface ProviderFormProps {
  /** null: a new one. */
  provider: IdentityProvider | null;
  onSubmit: (body: ProviderBody) => Promise<void>;
}

/** Everything there is to say about a provider. */
export function ProviderForm({ provider, onSubmit }: ProviderFormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.createIdentityProvider.body,
    initial: providerValues(provider),
    toBody: providerBody,
    toFields: providerProblems,
    onSubmit,
  });
  return (
    <form {...formProps}>
      <Stack>
        <Address form={form} provider={provider} />
        <Admission form={form} />
        <Accounts form={form} />
        <More form={form} />
        <FormEnd state={state} submit={provider ? t('action.save') : t('action.add')} />
      </Stack>
    </form>
  );
}

function Address({ form, provider }: ProviderFields & { provider: IdentityProvider | null }) {
  return (
    <Fieldset legend={t('provider.about')}>
      <Stack>
        <TextInput
          label={t('provider.name')}
          description={t('provider.nameHint')}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('provider.issuer')}
          description={t('provider.issuerHint')}
          type="url"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('issuer')}
        />
        <ProviderTest issuer={form.values.issuer} scopes={form.values.scopes} provider={provider} />
        <TextInput
          label={t('provider.clientId')}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('clientId')}
        />
        <PasswordInput
          label={t('provider.clientSecret')}
          description={t(provider?.hasSecret ? 'provider.secretKept' : 'provider.secretHint')}
          autoComplete="off"
          visibilityToggleButtonProps={revealLabel}
          {...form.getInputProps('clientSecret')}
        />
      </Stack>
    </Fieldset>
  );
}

function Admission({ form }: ProviderFields) {
  const { mode, mailDomains, requiredClaim } = form.values;
  return (
    <Fieldset legend={t('provider.who')}>
      <Stack>
        <Radio.Group label={t('provider.mode')} {...form.getInputProps('mode')}>
          <Stack gap="sm" mt="xs">
            <Radio value="invited-only" label={t('provider.modeInvited')} description={t('provider.modeInvitedHint')} />
            <Radio value="just-in-time" label={t('provider.modeJit')} description={t('provider.modeJitHint')} />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('provider.mailDomains')}
          description={t('provider.mailDomainsHint')}
          rows={2}
          spellCheck={false}
          {...form.getInputProps('mailDomains')}
        />
        {mode === 'just-in-time' && mailDomains.trim() === '' && requiredClaim.trim() === '' && (
          <Notice tone="warn">{t('provider.anyDomain')}</Notice>
        )}
        <TextInput
          label={`${t('provider.required')} (${t('form.optional')})`}
          description={t('provider.requiredHint')}
          spellCheck={false}
          {...form.getInputProps('requiredClaim')}
        />
        {requiredClaim.trim() !== '' && (
          <TextInput label={t('provider.requiredValue')} spellCheck={false} {...form.getInputProps('requiredValue')} />
        )}
        <Switch
          label={t('provider.mailTrusted')}
          description={t('provider.mailTrustedHint')}
          {...form.getInputProps('isMailTrusted', { type: 'checkbox' })}
        />
      </Stack>
    </Fieldset>
  );
}

function Accounts({ form }: ProviderFields) {
  if (form.values.mode !== 'just-in-time') return null;
  return (
    <Fieldset legend={t('provider.what')}>
      <Stack>
        <RoleRules form={form} />
        <NativeSelect
          label={t('provider.otherwise')}
          data={[
            { value: 'student', label: t('provider.otherwiseStudent') },
            { value: 'faculty', label: t('provider.otherwiseFaculty') },
            { value: '', label: t('provider.otherwiseNobody') },
          ]}
          {...form.getInputProps('otherwiseRole')}
        />
        <TextInput
          label={`${t('provider.department')} (${t('form.optional')})`}
          spellCheck={false}
          {...form.getInputProps('departmentClaim')}
        />
        {form.values.departmentClaim.trim() !== '' && (
          <NativeSelect
            label={t('provider.departmentBy')}
            data={[
              { value: 'code', label: t('provider.departmentCode') },
              { value: 'name', label: t('provider.departmentName') },
            ]}
            {...form.getInputProps('departmentBy')}
          />
        )}
        <TextInput
          label={`${t('provider.usn')} (${t('form.optional')})`}
          spellCheck={false}
          {...form.getInputProps('usnClaim')}
        />
        <Text size="sm" c="dimmed">
          {t('provider.follows')}
        </Text>
      </Stack>
    </Fieldset>
  );
}

function More({ form }: ProviderFields) {
  return (
    <Fieldset legend={t('provider.more')}>
      <Stack>
        <TextInput
          label={t('provider.scopes')}
          description={t('provider.scopesHint')}
          spellCheck={false}
          {...form.getInputProps('scopes')}
        />
        <TextInput
          label={`${t('provider.amr')} (${t('form.optional')})`}
          description={t('provider.amrHint')}
          spellCheck={false}
          {...form.getInputProps('amr')}
        />
        <TextInput
          label={`${t('provider.acr')} (${t('form.optional')})`}
          description={t('provider.acrHint')}
          spellCheck={false}
          {...form.getInputProps('acr')}
        />
        <Switch
          label={t('provider.leave')}
          description={t('provider.leaveHint', { address: `${window.location.origin}/sign-in` })}
          {...form.getInputProps('isLeftToo', { type: 'checkbox' })}
        />
        <Switch
          label={t('provider.enabled')}
          description={t('provider.enabledHint')}
          {...form.getInputProps('isEnabled', { type: 'checkbox' })}
        />
      </Stack>
    </Fieldset>
  );
}
