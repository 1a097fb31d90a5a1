import type { BodyInput, IdentityProvider, RoleRule, routes } from '@smart-presence/contract';
import type { ContractForm } from '../../ui/form.tsx';

export type ProviderBody = BodyInput<typeof routes.createIdentityProvider>;

/** A provider as it is typed. */
export interface ProviderValues extends Record<string, unknown> {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: string;
  mode: IdentityProvider['mode'];
  isMailTrusted: boolean;
  mailDomains: string;
  requiredClaim: string;
  requiredValue: string;
  roleRules: (RoleRule & { key: string })[];
  otherwiseRole: string;
  mayMakeAdmins: boolean;
  departmentClaim: string;
  departmentBy: 'code' | 'name';
  usnClaim: string;
  amr: string;
  acr: string;
  isLeftToo: boolean;
  isEnabled: boolean;
}

export interface ProviderFields {
  form: ContractForm<ProviderValues>['form'];
}

let rules = 0;
/** A row of its own: what is typed stays with it when another row goes. */
export const newRule = (rule: RoleRule = { claim: '', value: '', role: 'student' }): RoleRule & { key: string } => {
  rules += 1;
  return { ...rule, key: `rule ${rules}` };
};

export const providerValues = (provider: IdentityProvider | null): ProviderValues => ({
  name: provider?.name ?? '',
  issuer: provider?.issuer ?? '',
  clientId: provider?.clientId ?? '',
  clientSecret: '',
  scopes: provider?.scopes ?? 'openid email profile',
  mode: provider?.mode ?? 'invited-only',
  isMailTrusted: provider?.isMailTrusted ?? false,
  mailDomains: provider?.mailDomains.join(' ') ?? '',
  requiredClaim: provider?.requiredClaim?.claim ?? '',
  requiredValue: provider?.requiredClaim?.value ?? '',
  roleRules: provider?.roleRules.map(newRule) ?? [],
  otherwiseRole: provider ? (provider.otherwiseRole ?? '') : 'student',
  mayMakeAdmins: provider?.mayMakeAdmins ?? false,
  departmentClaim: provider?.department?.claim ?? '',
  departmentBy: provider?.department?.by ?? 'code',
  usnClaim: provider?.usnClaim ?? '',
  amr: provider?.secondFactor.amr.join(' ') ?? '',
  acr: provider?.secondFactor.acr.join(' ') ?? '',
  isLeftToo: provider?.isLeftToo ?? false,
  isEnabled: provider?.isEnabled ?? true,
});

const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** As the server reads it. A secret that is left empty stays as it was. */
export const providerBody = (values: ProviderValues): ProviderBody => ({
  name: values.name,
  issuer: values.issuer.trim(),
  clientId: values.clientId,
  ...(values.clientSecret.trim() === '' ? {} : { clientSecret: values.clientSecret }),
  scopes: wordsIn(values.scopes).join(' '),
  mode: values.mode,
  isMailTrusted: values.isMailTrusted,
  mailDomains: wordsIn(values.mailDomains).map((domain) => domain.replace(/^@/, '')),
  requiredClaim:
    values.requiredClaim.trim() === '' ? null : { claim: values.requiredClaim, value: values.requiredValue },
  roleRules: values.roleRules.map(({ key: _, ...rule }) => rule),
  otherwiseRole: values.otherwiseRole === '' ? null : (values.otherwiseRole as 'student' | 'faculty'),
  mayMakeAdmins: values.mayMakeAdmins && values.roleRules.some(({ role }) => role === 'admin'),
  department: values.departmentClaim.trim() === '' ? null : { claim: values.departmentClaim, by: values.departmentBy },
  usnClaim: values.usnClaim.trim() === '' ? null : values.usnClaim,
  secondFactor: { amr: wordsIn(values.amr), acr: wordsIn(values.acr) },
  isLeftToo: values.isLeftToo,
  isEnabled: values.isEnabled,
});

/** Problems of the schema, moved to the fields people see. */
export function providerProblems(problems: Record<string, string>): Record<string, string> {
  const moved: Record<string, string> = {};
  for (const [path, text] of Object.entries(problems)) {
    if (path.startsWith('mailDomains')) moved.mailDomains = text;
    else if (path === 'requiredClaim.value') moved.requiredValue = text;
    else if (path.startsWith('requiredClaim')) moved.requiredClaim = text;
    else if (path.startsWith('department')) moved.departmentClaim = text;
    else if (path.startsWith('secondFactor.amr')) moved.amr = text;
    else if (path.startsWith('secondFactor.acr')) moved.acr = text;
    else moved[path] = text;
  }
  return moved;
}
