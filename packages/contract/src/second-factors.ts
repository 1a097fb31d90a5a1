import { z } from 'zod';
import { Id, IdParams, Instant, Line } from './common.ts';
import { Me, NewPassword, Person } from './people.ts';
import { route } from './route.ts';

const tag = 'accounts';

/** Bytes as passkeys write them: base64url without padding. */
const Bytes = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/);
const Transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);
export type PasskeyTransport = z.infer<typeof Transport>;
const Credential = z.object({
  id: Bytes(1400),
  type: z.literal('public-key'),
  transports: z.array(Transport).optional(),
});
const Attachment = z.enum(['cross-platform', 'platform']).optional();

/** PublicKeyCredentialCreationOptionsJSON of Web Authentication Level 3, as far as we use it. */
export const PasskeyCreation = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
  timeout: z.int(),
  excludeCredentials: z.array(Credential),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
});
export type PasskeyCreation = z.infer<typeof PasskeyCreation>;

/** PublicKeyCredentialRequestOptionsJSON. */
export const PasskeyRequest = z.object({
  rpId: z.string(),
  challenge: z.string(),
  timeout: z.int(),
  allowCredentials: z.array(Credential),
  userVerification: z.literal('required'),
});
export type PasskeyRequest = z.infer<typeof PasskeyRequest>;

/** RegistrationResponseJSON: what the browser makes of `PasskeyCreation`. */
export const NewPasskeyResponse = z.object({
  id: Bytes(1400),
  rawId: Bytes(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: Attachment,
  clientExtensionResults: z.object({}),
  response: z.object({
    clientDataJSON: Bytes(4000),
    attestationObject: Bytes(20_000),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});
export type NewPasskeyResponse = z.infer<typeof NewPasskeyResponse>;

/** AuthenticationResponseJSON: what the browser makes of `PasskeyRequest`. */
export const PasskeyResponse = z.object({
  id: Bytes(1400),
  rawId: Bytes(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: Attachment,
  clientExtensionResults: z.object({}),
  response: z.object({
    clientDataJSON: Bytes(4000),
    authenticatorData: Bytes(4000),
    signature: Bytes(10_000),
    userHandle: Bytes(200).optional(),
  }),
});
export type PasskeyResponse = z.infer<typeof PasskeyResponse>;

/** A passkey asked for: the answer names the ceremony, which works once and for five minutes. */
const passkeyAsked = z.object({ ceremonyId: Id, options: PasskeyRequest });
const PasskeyAnswer = z.object({ ceremonyId: Id, response: PasskeyResponse });

/** Six digits of an authenticator app; people type spaces in the middle. */
export const AuthenticatorCode = z
  .string()
  .max(12)
  .overwrite((text) => text.replace(/\s/g, ''))
  .regex(/^\d{6}$/, 'is six digits');
/** A recovery code as written down: case, spaces and dashes do not matter. */
export const RecoveryCode = z.string().trim().min(1).max(40);

const CodeAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('authenticator'), code: AuthenticatorCode }),
  z.object({ kind: z.literal('recovery-code'), code: RecoveryCode }),
]);
export type CodeAnswer = z.infer<typeof CodeAnswer>;

export const Passkey = z.object({
  id: Id,
  name: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  /** Its maker keeps it on several devices of the person. */
  isSynced: z.boolean(),
});
export type Passkey = z.infer<typeof Passkey>;

/** What a person can prove themselves with besides the password. */
export const SecondFactors = z.object({
  passkeys: z.array(Passkey),
  authenticator: z.object({ addedAt: Instant }).nullable(),
  /** Recovery codes not used yet. */
  recoveryCodesLeft: z.int(),
  /** This role must have one: the last cannot be removed. */
  isRequired: z.boolean(),
  /** Passkeys need a host name: they do not work where the address is a number. */
  passkeysWork: z.boolean(),
});
export type SecondFactors = z.infer<typeof SecondFactors>;

/** A factor was added. Its first brings recovery codes, told this once. */
const FactorAdded = Me.extend({ recoveryCodes: z.array(z.string()).nullable() });

/** With what a person may settle something; what they do not have is false. */
const Choices = z.object({ passkey: z.boolean(), authenticator: z.boolean(), recoveryCode: z.boolean() });

export const secondFactorRoutes = {
  mySecondFactors: route({
    method: 'GET',
    path: '/api/me/second-factors',
    tag,
    summary: 'Own passkeys, authenticator and how many recovery codes are left',
    reply: SecondFactors,
  }),
  beginAuthenticator: route({
    method: 'POST',
    path: '/api/me/second-factors/authenticator',
    tag,
    summary: 'A new secret for an authenticator app; it counts once a code of it was given',
    reply: z.object({ secret: z.string(), uri: z.string() }),
  }),
  confirmAuthenticator: route({
    method: 'POST',
    path: '/api/me/second-factors/authenticator/confirmation',
    tag,
    summary: 'Give a code of the new secret; it replaces an earlier authenticator and gives a new session token',
    body: z.object({ code: AuthenticatorCode }),
    reply: FactorAdded,
  }),
  removeAuthenticator: route({
    method: 'DELETE',
    path: '/api/me/second-factors/authenticator',
    tag,
    summary: 'Remove the own authenticator',
    reply: SecondFactors,
  }),
  beginPasskey: route({
    method: 'POST',
    path: '/api/me/second-factors/passkeys/options',
    tag,
    summary: 'What the browser needs to make a passkey',
    reply: z.object({ ceremonyId: Id, options: PasskeyCreation }),
  }),
  addPasskey: route({
    method: 'POST',
    path: '/api/me/second-factors/passkeys',
    tag,
    summary: 'Keep a passkey the browser made; gives a new session token',
    status: 201,
    body: z.object({ ceremonyId: Id, name: Line(60), response: NewPasskeyResponse }),
    reply: FactorAdded,
  }),
  renamePasskey: route({
    method: 'PATCH',
    path: '/api/me/second-factors/passkeys/:id',
    tag,
    summary: 'Name an own passkey',
    params: IdParams,
    body: z.object({ name: Line(60) }),
    reply: SecondFactors,
  }),
  removePasskey: route({
    method: 'DELETE',
    path: '/api/me/second-factors/passkeys/:id',
    tag,
    summary: 'Remove an own passkey',
    params: IdParams,
    reply: SecondFactors,
  }),
  newRecoveryCodes: route({
    method: 'POST',
    path: '/api/me/second-factors/recovery-codes',
    tag,
    summary: 'Ten new recovery codes, told this once; earlier ones end',
    reply: z.object({ recoveryCodes: z.array(z.string()) }),
  }),

  beginPasskeySignIn: route({
    method: 'POST',
    path: '/api/sign-in/passkey/options',
    tag,
    summary: 'What the browser needs to sign in with a passkey, whosever it is',
    reply: passkeyAsked,
  }),
  signInWithPasskey: route({
    method: 'POST',
    path: '/api/sign-in/passkey',
    tag,
    summary: 'Sign in with a passkey alone: it counts as two factors',
    body: PasskeyAnswer.extend({
      /** Stay signed in on this device, as long as the access policy lets this person. */
      remember: z.boolean().default(false),
    }),
    reply: Me,
  }),
  secondFactorChoices: route({
    method: 'GET',
    path: '/api/sign-in/second-factor',
    tag,
    summary: 'With what the signing-in person can settle the second factor',
    reply: Choices,
  }),
  beginSecondFactor: route({
    method: 'POST',
    path: '/api/sign-in/second-factor/passkey-options',
    tag,
    summary: 'What the browser needs to settle the second factor with a passkey',
    reply: passkeyAsked,
  }),
  settleSecondFactor: route({
    method: 'POST',
    path: '/api/sign-in/second-factor',
    tag,
    summary: 'Settle the second factor; gives a new session',
    body: z.discriminatedUnion('kind', [PasskeyAnswer.extend({ kind: z.literal('passkey') }), CodeAnswer]),
    reply: Me,
  }),
  settleNewPassword: route({
    method: 'POST',
    path: '/api/sign-in/new-password',
    tag,
    summary: 'Choose the new password that an administrator asked for; ends all other sessions',
    body: z.object({ password: NewPassword }),
    reply: Me,
  }),

  proofChoices: route({
    method: 'GET',
    path: '/api/me/proof',
    tag,
    summary: 'With what the signed-in person can prove again who they are',
    reply: Choices.extend({ password: z.boolean() }),
  }),
  beginProof: route({
    method: 'POST',
    path: '/api/me/proof/passkey-options',
    tag,
    summary: 'What the browser needs to prove it with a passkey',
    reply: passkeyAsked,
  }),
  prove: route({
    method: 'POST',
    path: '/api/me/proof',
    tag,
    summary:
      'Prove again who one is, for ten minutes: with a passkey, or the password and a code when one has a second factor',
    body: z.discriminatedUnion('kind', [
      PasskeyAnswer.extend({ kind: z.literal('passkey') }),
      z.object({
        kind: z.literal('password'),
        password: z.string().min(1).max(256),
        /** Of the authenticator, or a recovery code: whoever has a second factor needs it here too. */
        second: CodeAnswer.optional(),
      }),
    ]),
    reply: Me,
  }),

  resetSecondFactors: route({
    method: 'POST',
    path: '/api/people/:id/second-factors/reset',
    tag,
    summary: "Remove somebody's second factors after they lost them; ends their sessions and tells them",
    params: IdParams,
    body: z.object({ reason: Line(300) }),
    reply: Person,
  }),
};
