import { z } from 'zod';
import { Done, Id, IdParams, Instant, Line } from './common.ts';
import { Me, type Role } from './people.ts';
import { route } from './route.ts';

const tag = 'accounts';

/** Name of a claim, or the way to it inside others: `groups`, `realm_access.roles`, `https://example.edu/role`. */
const Claim = Line(200);

/** The identifier a provider publishes itself under; also taken as the address of its discovery document. */
const Issuer = z
  .url({ protocol: /^https?$/, error: 'must be a full address such as https://accounts.example.edu' })
  .max(500)
  .overwrite((text) => text.replace(/\/\.well-known\/openid-configuration$/, ''));

/** Who may come in by a provider: people who are here already, or everybody it vouches for. */
export const ProviderMode = z.enum(['invited-only', 'just-in-time']);
export type ProviderMode = z.infer<typeof ProviderMode>;

/** A claim that holds this value (alone or in a list) makes this role. The first rule that fits counts. */
export const RoleRule = z.object({ claim: Claim, value: Line(200), role: z.enum(['student', 'faculty', 'admin']) });
export type RoleRule = z.infer<typeof RoleRule>;

/** What an administrator says about an identity provider. */
export const IdentityProviderSettings = z.object({
  /** What the button says. */
  name: Line(40),
  issuer: Issuer,
  clientId: Line(255),
  /** Space-separated; `openid` is among them. */
  scopes: Line(300).refine((text) => text.split(' ').includes('openid'), 'must contain openid'),
  mode: ProviderMode,
  /** Every e-mail this provider names counts as verified: for providers that do not say so themselves. */
  isMailTrusted: z.boolean(),
  /** Parts behind the @ that are let in, lower case; none: any. */
  mailDomains: z.array(z.string().trim().toLowerCase().min(3).max(253)).max(50),
  /** A claim that everybody let in has to have, holding this value; null: none. */
  requiredClaim: z.object({ claim: Claim, value: Line(200) }).nullable(),
  roleRules: z.array(RoleRule).max(30),
  /** Role of somebody no rule fits; null: they are not let in for the first time. */
  otherwiseRole: z.enum(['student', 'faculty']).nullable(),
  /** Rules may make administrators. */
  mayMakeAdmins: z.boolean(),
  /** Claim that names a student's department; null: none does. */
  department: z.object({ claim: Claim, by: z.enum(['code', 'name']) }).nullable(),
  usnClaim: Claim.nullable(),
  /** Values of `amr` or `acr` that say a second factor was used there; none: ours is asked for. */
  secondFactor: z.object({ amr: z.array(Line(100)).max(20), acr: z.array(Line(200)).max(20) }),
  /** Signing out here leads on to the provider, to sign out there. */
  isLeftToo: z.boolean(),
  isEnabled: z.boolean(),
});
export type IdentityProviderSettings = z.infer<typeof IdentityProviderSettings>;

export const IdentityProvider = IdentityProviderSettings.extend({
  id: Id,
  hasSecret: z.boolean(),
  /** Where the provider sends people back: register it there, letter by letter. */
  redirectUri: z.string(),
  /** People linked to it. */
  identities: z.int(),
  updatedAt: Instant,
});
export type IdentityProvider = z.infer<typeof IdentityProvider>;

const ClientSecret = z.string().trim().min(1).max(1000);
const ProviderInput = IdentityProviderSettings.extend({
  /** Absent: it stays; null: there is none. Never sent back. */
  clientSecret: ClientSecret.nullable().optional(),
});

/** What a look at a provider found, one thing each. `value` is what the sentence is about. */
export const ProviderFinding = z.object({
  code: z.enum([
    'issuer',
    'unreachable',
    'name_unknown',
    'certificate',
    'too_slow',
    'too_large',
    'redirected',
    'address_refused',
    'not_https',
    'no_document',
    'not_json',
    'wrong_issuer',
    'no_authorization',
    'no_token',
    'insecure_address',
    'pkce',
    'pkce_unsaid',
    'pkce_missing',
    'no_code_flow',
    'no_client_method',
    'scope_unsaid',
    'keys',
    'no_keys',
    'secret_lost',
    'leaving',
    'no_leaving',
    'names_itself',
  ]),
  tone: z.enum(['ok', 'warn', 'problem']),
  value: z.string(),
});
export type ProviderFinding = z.infer<typeof ProviderFinding>;

export const Identity = z.object({
  id: Id,
  provider: z.object({ id: Id, name: z.string(), isEnabled: z.boolean() }),
  /** As the provider named it last. */
  email: z.string().nullable(),
  linkedAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export type Identity = z.infer<typeof Identity>;

/** Ways to sign in, for everybody: no more than names. */
export const SignInWays = z.object({
  providers: z.array(z.object({ id: Id, name: z.string() })),
  /** Single sign-on comes first: the form for a password is folded. */
  isSingleSignOnFirst: z.boolean(),
});
export type SignInWays = z.infer<typeof SignInWays>;

/** Address of the provider's own sign-in page. */
const GoThere = z.object({ url: z.string() });

export const singleSignOnRoutes = {
  signInWays: route({
    method: 'GET',
    path: '/api/single-sign-on',
    tag,
    summary: 'Providers that people may sign in with',
    reply: SignInWays,
  }),
  startSingleSignOn: route({
    method: 'POST',
    path: '/api/single-sign-on/start',
    tag,
    summary: 'Begin signing in at a provider: the address to go to, bound to this browser for ten minutes',
    body: z.object({
      providerId: Id,
      /** Stay signed in on this device, as long as the access policy lets this person. */
      remember: z.boolean().default(false),
    }),
    reply: GoThere,
  }),
  finishSingleSignOn: route({
    method: 'POST',
    path: '/api/single-sign-on/finish',
    tag,
    summary: 'Finish signing in, or linking, with what the provider sent this browser back with',
    body: z.object({
      /** The page the provider led to, without what follows its `?`. */
      redirectUri: z.string().max(500),
      /** What follows the `?`, as it came. */
      query: z.string().max(6000),
    }),
    /** null: nobody signed in, the account of who is signed in already was linked. */
    reply: z.object({ me: Me.nullable() }),
  }),
  listIdentityProviders: route({
    method: 'GET',
    path: '/api/single-sign-on/providers',
    tag,
    summary: 'Identity providers with all their settings but the secret',
    reply: z.object({ providers: z.array(IdentityProvider), isSingleSignOnFirst: z.boolean() }),
  }),
  createIdentityProvider: route({
    method: 'POST',
    path: '/api/single-sign-on/providers',
    tag,
    summary: 'Add an identity provider',
    status: 201,
    body: ProviderInput,
    reply: IdentityProvider,
  }),
  updateIdentityProvider: route({
    method: 'PUT',
    path: '/api/single-sign-on/providers/:id',
    tag,
    summary: 'Change an identity provider; disabling it ends the sign-in sessions it opened',
    params: IdParams,
    body: ProviderInput,
    reply: IdentityProvider,
  }),
  deleteIdentityProvider: route({
    method: 'DELETE',
    path: '/api/single-sign-on/providers/:id',
    tag,
    summary: 'Remove an identity provider and what links people to it; the people stay',
    params: IdParams,
    reply: Done,
  }),
  testIdentityProvider: route({
    method: 'POST',
    path: '/api/single-sign-on/test',
    tag,
    summary: 'Ask a provider how it presents itself, and say what stands in the way',
    body: z.object({
      issuer: Issuer,
      scopes: Line(300).default('openid email profile'),
      /** Also tries whether the stored secret of this provider can be opened. */
      providerId: Id.optional(),
    }),
    reply: z.object({ isUsable: z.boolean(), redirectUri: z.string(), findings: z.array(ProviderFinding) }),
  }),
  saveSignInOrder: route({
    method: 'PUT',
    path: '/api/single-sign-on/order',
    tag,
    summary: 'Put single sign-on before the form for a password, or after it',
    body: z.object({ isSingleSignOnFirst: z.boolean() }),
    reply: Done,
  }),
  myIdentities: route({
    method: 'GET',
    path: '/api/me/identities',
    tag,
    summary: 'Providers the own account is linked to',
    reply: z.array(Identity),
  }),
  linkIdentity: route({
    method: 'POST',
    path: '/api/me/identities',
    tag,
    summary: 'Begin linking the own account to a provider: the address to go to',
    body: z.object({ providerId: Id }),
    reply: GoThere,
  }),
  unlinkIdentity: route({
    method: 'DELETE',
    path: '/api/me/identities/:id',
    tag,
    summary: 'Unlink the own account from a provider; refused when no way to sign in would be left',
    params: IdParams,
    reply: Done,
  }),
  personIdentities: route({
    method: 'GET',
    path: '/api/people/:id/identities',
    tag,
    summary: 'Providers a person is linked to',
    params: IdParams,
    reply: z.array(Identity),
  }),
  unlinkPerson: route({
    method: 'DELETE',
    path: '/api/people/:id/identities/:identityId',
    tag,
    summary: 'Unlink a person from a provider; ends the sign-in sessions it opened',
    params: z.object({ id: Id, identityId: Id }),
    reply: Done,
  }),
};

/** Roles that a rule at a provider may give. */
export type MappedRole = Exclude<z.infer<typeof Role>, 'kiosk'>;
