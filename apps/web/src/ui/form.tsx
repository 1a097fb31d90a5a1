import { Button, type ButtonProps, Group } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import type { z } from 'zod';
import { ApiError } from '../api/client.ts';
import { t } from '../strings/index.ts';
import { announce } from './announce.tsx';
import { problemsOf } from './form-issues.ts';
import { Problem } from './states.tsx';

export interface ContractForm<V extends Record<string, unknown>> {
  form: UseFormReturnType<V>;
  /** Spread on <form>. Validates, submits, keeps what was typed, puts the server's field problems at their fields. */
  formProps: { onSubmit: (event: SyntheticEvent) => void; noValidate: true };
  isBusy: boolean;
  /** What went wrong as a whole; field problems are at the fields. */
  error: unknown;
}

/**
 * A form judged by the contract's own schema, so that it says no to what the server would say no to.
 * `toBody` turns typed values into what the schema reads (empty text into null, for example).
 */
export function useContractForm<V extends Record<string, unknown>, S extends z.ZodType>(props: {
  schema: S;
  initial: V;
  toBody?: (values: V) => unknown;
  /** Judges what the schema cannot: rules between fields. Asked only once the schema is content. */
  check?: (body: z.output<S>) => Record<string, string>;
  /** Moves problems to the fields people see, where those are not the schema's own. */
  toFields?: (problems: Record<string, string>) => Record<string, string>;
  onSubmit: (body: z.input<S>, values: V) => Promise<unknown>;
}): ContractForm<V> {
  const { schema, initial, onSubmit } = props;
  const toBody = props.toBody ?? ((values: V): unknown => values);
  const toFields = props.toFields ?? ((problems: Record<string, string>) => problems);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useForm<V>({
    initialValues: initial,
    validate: (values) => toFields(problemsOf(schema, toBody(values), props.check)),
    validateInputOnBlur: false,
  });

  const send = async (values: V) => {
    setError(null);
    setBusy(true);
    try {
      await onSubmit(toBody(values) as z.input<S>, values);
    } catch (thrown) {
      const atFields = thrown instanceof ApiError ? fieldProblems({ error: thrown, values, toFields }) : {};
      form.setErrors(atFields);
      setError(thrown);
      focusFirstProblem();
    } finally {
      setBusy(false);
    }
  };
  const refuse = (problems: typeof form.errors) => {
    announce(t('form.problems', { count: Object.keys(problems).length }));
    focusFirstProblem();
  };
  const submit = form.onSubmit((values) => void send(values), refuse) as (event: SyntheticEvent) => void;
  return { form, formProps: { onSubmit: submit, noValidate: true }, isBusy, error };
}

/** The server's problems that belong to a field of this form, by path. Paths may start with `body.`. */
function fieldProblems(props: {
  error: ApiError;
  values: Record<string, unknown>;
  toFields: (problems: Record<string, string>) => Record<string, string>;
}): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { path, message } of props.error.details) {
    const name = path.replaceAll('/', '.').replace(/^\.?(body\.)?/, '');
    problems[name] ??= message;
  }
  const known = Object.entries(props.toFields(problems)).filter(([path]) => (path.split('.')[0] ?? '') in props.values);
  return Object.fromEntries(known);
}

function focusFirstProblem(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

/** The end of a form: what went wrong, then the buttons, main one first in reading order. */
export function FormEnd(props: {
  state: Pick<ContractForm<never>, 'isBusy' | 'error'>;
  submit: string;
  color?: ButtonProps['color'];
  /** Further buttons, such as cancel. */
  children?: ReactNode;
}) {
  return (
    <>
      <Problem error={props.state.error} />
      <Group gap="sm">
        <Button type="submit" loading={props.state.isBusy} {...(props.color && { color: props.color })}>
          {props.submit}
        </Button>
        {props.children}
      </Group>
    </>
  );
}

/** Empty text as the absence it means. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text);
