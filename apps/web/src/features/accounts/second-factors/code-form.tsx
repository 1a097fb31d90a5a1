import { Stack, TextInput } from '@mantine/core';
import { type CodeAnswer, RecoveryCode, routes } from '@smart-presence/contract';
import { z } from 'zod';
import { t } from '../../../strings/index.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { CodeField } from './add-authenticator.tsx';
import './words.ts';

const RecoveryForm = z.object({ code: RecoveryCode });

/** Asks for a code of the authenticator, or for a recovery code. */
export function CodeForm(props: {
  kind: CodeAnswer['kind'];
  submit: string;
  onCode: (answer: CodeAnswer) => Promise<unknown>;
}) {
  return props.kind === 'authenticator' ? <Digits {...props} /> : <Recovery {...props} />;
}

type FormProps = Omit<Parameters<typeof CodeForm>[0], 'kind'>;

function Digits({ submit, onCode }: FormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.confirmAuthenticator.body,
    initial: { code: '' },
    onSubmit: async ({ code }) => {
      await onCode({ kind: 'authenticator', code });
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <CodeField data-autofocus {...form.getInputProps('code')} />
        <FormEnd state={state} submit={submit} />
      </Stack>
    </form>
  );
}

function Recovery({ submit, onCode }: FormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: RecoveryForm,
    initial: { code: '' },
    onSubmit: async ({ code }) => {
      await onCode({ kind: 'recovery-code', code });
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput
          label={t('settle.recoveryCode')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          data-autofocus
          {...form.getInputProps('code')}
        />
        <FormEnd state={state} submit={submit} />
      </Stack>
    </form>
  );
}
