import { Code, Email, type IdentityProviderSettings, Name } from '@smart-presence/contract';
import type { RuleFacts } from './decide-arrival.ts';

export type Claims = Record<string, unknown>;

/**
 * What a claim says, as texts. The way may lead through objects (`realm_access.roles`); a claim that bears the whole
 * way as its name (`https://example.edu/role`) goes first. What is no text, number or list of those is nothing.
 */
export const claimTexts = (claims: Claims, way: string): string[] => {
  const found = Object.hasOwn(claims, way) ? claims[way] : along(claims, way.split('.'));
  return [found].flat().flatMap((value) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
  });
};

const along = (value: unknown, [step, ...rest]: readonly string[]): unknown => {
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return along((value as Claims)[step], rest);
};

/** Who a provider says that somebody is: what of it can be used, in our shapes. */
export interface Vouched {
  subject: string;
  /** Lower case; null: none that can be one. */
  email: string | null;
  isMailVerified: boolean;
  name: string;
  usn: string | null;
  /** What the department claim says. */
  department: string | null;
  role: RuleFacts['role'];
  hasSecondFactor: boolean;
  /** Has the claim that everybody let in has to have. */
  isMember: boolean;
}

/** Claims that the id token has to hold so that nothing more is asked for. */
export const wantedClaims = ({
  department,
  usnClaim,
  requiredClaim,
  roleRules,
}: IdentityProviderSettings): string[] => [
  'email',
  'name',
  ...[department?.claim, usnClaim, requiredClaim?.claim].filter((claim) => typeof claim === 'string'),
  ...roleRules.map(({ claim }) => claim),
];

export interface ReadClaims {
  settings: IdentityProviderSettings;
  subject: string;
  /** Id token over user info. */
  claims: Claims;
}

export const readClaims = ({ settings, subject, claims }: ReadClaims): Vouched => {
  const email = Email.safeParse(claims.email).data ?? null;
  const isVerified = claims.email_verified === true || claims.email_verified === 'true';
  const { department, usnClaim, requiredClaim, roleRules, secondFactor } = settings;
  const rule = roleRules.find(({ claim, value }) => claimTexts(claims, claim).includes(value));
  const first = (way: string | undefined) => (way === undefined ? undefined : claimTexts(claims, way)[0]);
  return {
    subject,
    email,
    isMailVerified: email !== null && (settings.isMailTrusted || isVerified),
    name: nameIn(claims) ?? email?.split('@', 1)[0] ?? subject.slice(0, 120),
    usn: Code.safeParse(first(usnClaim ?? undefined)).data ?? null,
    department: first(department?.claim)?.trim() || null,
    role: rule?.role ?? null,
    isMember: requiredClaim === null || claimTexts(claims, requiredClaim.claim).includes(requiredClaim.value),
    hasSecondFactor:
      claimTexts(claims, 'amr').some((value) => secondFactor.amr.includes(value)) ||
      claimTexts(claims, 'acr').some((value) => secondFactor.acr.includes(value)),
  };
};

const nameIn = (claims: Claims): string | undefined => {
  const parts = [claims.given_name, claims.family_name].filter((part) => typeof part === 'string');
  for (const name of [claims.name, parts.join(' '), claims.preferred_username]) {
    const tidy = typeof name === 'string' ? Name.safeParse(name.slice(0, 120)) : undefined;
    if (tidy?.success) return tidy.data;
  }
  return undefined;
};
