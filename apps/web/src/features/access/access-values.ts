import { AccessPolicy } from '@smart-presence/contract';

/** Numbers are empty while they are retyped; domains are lines of a text. */
type Limits = Record<keyof AccessPolicy['sessions']['staff'], number | ''>;
export type AccessValues = Omit<AccessPolicy, 'sessions' | 'selfRegistration'> & {
  sessions: { staff: Limits; student: Limits };
  selfRegistration: { isOpen: boolean; mailDomains: string };
};

export const valuesOf = (policy: AccessPolicy): AccessValues => ({
  ...policy,
  selfRegistration: { ...policy.selfRegistration, mailDomains: policy.selfRegistration.mailDomains.join('\n') },
});

/** What the form says, as the contract reads it. An `@` before a domain is what people write, too. */
export const policyOf = (values: AccessValues) => ({
  ...values,
  selfRegistration: {
    ...values.selfRegistration,
    mailDomains: values.selfRegistration.mailDomains
      .split(/[\s,;]+/)
      .map((line) => line.replace(/^@/, ''))
      .filter((line) => line !== ''),
  },
});

/** Whether a form says what is in force. */
export const isSame = (policy: AccessPolicy, values: AccessValues): boolean => {
  const parsed = AccessPolicy.safeParse(policyOf(values));
  return parsed.success && JSON.stringify(parsed.data) === JSON.stringify(AccessPolicy.parse(policy));
};
