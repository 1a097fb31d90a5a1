import type { z } from 'zod';
import { t } from '../strings/index.ts';

type RawIssue = z.core.$ZodRawIssue;

/** Says a zod issue in our own words. Messages the contract wrote itself (they say how to fix) are kept. */
export function issueText(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return issue.origin === 'string'
        ? t('form.tooLong', { count: Number(issue.maximum) })
        : t('form.tooBig', { max: String(issue.maximum) });
    case 'invalid_format':
      return wrongFormat(issue.format);
    case 'invalid_value':
      return t('form.choose');
    default:
      return t('form.invalid');
  }
}

function wrongType(issue: Extract<RawIssue, { code: 'invalid_type' }>): string {
  if (issue.input === '' || issue.input === null || issue.input === undefined) return t('form.required');
  if (issue.expected === 'int') return t('form.whole');
  return issue.expected === 'number' ? t('form.number') : t('form.invalid');
}

function tooSmall(issue: Extract<RawIssue, { code: 'too_small' }>): string {
  if (issue.origin !== 'string') return t('form.tooSmall', { min: String(issue.minimum) });
  return issue.minimum === 1 ? t('form.required') : t('form.tooShort', { count: Number(issue.minimum) });
}

function wrongFormat(format: string): string {
  switch (format) {
    case 'email':
      return t('form.email');
    case 'date':
      return t('form.date');
    case 'uuid':
      return t('form.choose');
    case 'cidrv4':
    case 'cidrv6':
      return t('form.cidr');
    case 'safeint':
      return t('form.whole');
    default:
      return t('form.invalid');
  }
}

/**
 * Problems by field path (`admin.email`), the first one of each field; empty when the values are valid.
 * @param check judges rules between fields, once each field alone is right.
 */
export function problemsOf<S extends z.ZodType>(
  schema: S,
  values: unknown,
  check?: (body: z.output<S>) => Record<string, string>,
): Record<string, string> {
  const parsed = schema.safeParse(values, { error: issueText });
  if (parsed.success) return check?.(parsed.data) ?? {};
  const problems: Record<string, string> = {};
  for (const issue of parsed.error.issues) problems[issue.path.join('.')] ??= issue.message;
  return problems;
}
