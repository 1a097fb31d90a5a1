import type { PolicyData } from '@smart-presence/contract';
import type { PolicyValues } from './fields-card.tsx';

/** A policy as its form holds it: what may be left out is empty. */
export const valuesOf = (data: PolicyData): PolicyValues => ({
  ...data,
  lateAfterMinutes: data.lateAfterMinutes ?? '',
  onDutyCapPercent: data.onDutyCapPercent ?? '',
  warnings: { ...data.warnings, consecutiveAbsences: data.warnings.consecutiveAbsences ?? '' },
});

const orNull = <T>(value: T | ''): T | null => (value === '' ? null : value);

export const dataOf = (values: PolicyValues) => ({
  ...values,
  lateAfterMinutes: orNull(values.lateAfterMinutes),
  onDutyCode: values.onDutyCode || null,
  onDutyCapPercent: orNull(values.onDutyCapPercent),
  warnings: { ...values.warnings, consecutiveAbsences: orNull(values.warnings.consecutiveAbsences) },
});
