import { Paper, Text, Title } from '@mantine/core';
import type { PolicyData } from '@smart-presence/contract';
import type { ReactNode } from 'react';
import type { useContractForm } from '../../ui/form.tsx';

/** Numbers are empty while they are retyped. */
type Typed<T> = { [K in keyof T]: T[K] extends number ? number | '' : T[K] extends number | null ? number | '' : T[K] };
export type PolicyValues = Omit<Typed<PolicyData>, 'face' | 'warnings' | 'requests'> & {
  face: Typed<PolicyData['face']>;
  warnings: Typed<PolicyData['warnings']>;
  requests: Typed<PolicyData['requests']>;
};
export type PolicyFormState = ReturnType<typeof useContractForm<PolicyValues, typeof PolicyData>>['form'];

/** One group of the policy's fields under a heading. */
export function FieldsCard({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  return (
    <Paper component="section">
      <Title order={2}>{title}</Title>
      {intro && (
        <Text c="dimmed" mt={4}>
          {intro}
        </Text>
      )}
      {children}
    </Paper>
  );
}
