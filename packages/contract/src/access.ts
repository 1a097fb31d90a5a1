import { z } from 'zod';
import { Instant, PersonRef } from './common.ts';
import { route } from './route.ts';

/**
 * What still stands between a fresh sign-in session and its work. While it stands, only the routes that settle it
 * answer; each of the others refuses with `<need>_required`.
 */
export const SignInNeed = z.enum([
  /** An administrator has to approve the account first. */
  'approval',
  /** The second factor that this person has set up. */
  'second-factor',
  /** This role must have a second factor and the person has none yet. */
  'second-factor-setup',
  /** The number mailed to the person, who has never signed in on this device. */
  'device-confirmation',
  /** An administrator asked for a new password. */
  'new-password',
]);
export type SignInNeed = z.infer<typeof SignInNeed>;

/** How a sign-in session began. */
export const SignInMethod = z.enum(['password', 'passkey', 'single-sign-on', 'link', 'pairing']);
export type SignInMethod = z.infer<typeof SignInMethod>;

const SessionLimits = z.object({
  /** Longest pause between two requests, minutes. */
  idleMinutes: z.int().min(5).max(1440),
  /** Longest life whatever happens, hours. */
  absoluteHours: z.int().min(1).max(720),
  /** Days a person may ask to stay signed in on a device of their own; 0: nobody is asked. Replaces both limits. */
  rememberDays: z.int().min(0).max(90),
});

const SecondFactorRule = z.enum(['offered', 'required']);

/** Who may enter and for how long: one record of the institution, changed by administrators. */
export const AccessPolicy = z.object({
  /** Roles that must have a passkey or an authenticator. For administrators it can be raised, never lowered. */
  secondFactor: z.object({ admin: SecondFactorRule, faculty: SecondFactorRule, student: SecondFactorRule }),
  sessions: z.object({ staff: SessionLimits, student: SessionLimits }),
  /** A sign-in by password alone on a device never used before: tell the person, or ask for a mailed number too. */
  newDevice: z.enum(['tell', 'confirm']),
  /** Students may ask for an account themselves; an administrator approves each. */
  selfRegistration: z.object({
    isOpen: z.boolean(),
    /** Parts behind the @ that are accepted, lower case; none: any. */
    mailDomains: z.array(z.string().trim().toLowerCase().min(3).max(253)).max(50),
  }),
});
export type AccessPolicy = z.infer<typeof AccessPolicy>;

export const defaultAccessPolicy: AccessPolicy = {
  secondFactor: { admin: 'required', faculty: 'offered', student: 'offered' },
  sessions: {
    staff: { idleMinutes: 30, absoluteHours: 12, rememberDays: 0 },
    student: { idleMinutes: 60, absoluteHours: 24, rememberDays: 0 },
  },
  newDevice: 'tell',
  selfRegistration: { isOpen: false, mailDomains: [] },
};

/** What a policy would do to people on the day it is saved, in numbers. */
export const AccessEffects = z.object({
  /** Active people of a role that would be asked to set up a second factor at their next sign-in. */
  withoutSecondFactor: z.object({ admin: z.int(), faculty: z.int(), student: z.int() }),
  /** Living sign-in sessions that would end at once. */
  endedSessions: z.int(),
  /** Whether the one that asks is among them. */
  endsThisSession: z.boolean(),
});
export type AccessEffects = z.infer<typeof AccessEffects>;

/** The policy with what an administrator should know beside it. */
export const AccessOverview = z.object({
  policy: AccessPolicy,
  /** null: the default, which nobody has changed. */
  changedAt: Instant.nullable(),
  changedBy: PersonRef.nullable(),
  /** Without mail nobody can be told of, or asked to confirm, a new device. */
  isMailOn: z.boolean(),
});
export type AccessOverview = z.infer<typeof AccessOverview>;

export const accessRoutes = {
  accessOverview: route({
    method: 'GET',
    path: '/api/access-policy/overview',
    tag: 'accounts',
    summary: 'The access policy, who changed it last, and whether mail is set up',
    reply: AccessOverview,
  }),
  previewAccessPolicy: route({
    method: 'POST',
    path: '/api/access-policy/preview',
    tag: 'accounts',
    summary: 'Count whom a change of the access policy would affect; changes nothing',
    body: AccessPolicy,
    reply: AccessEffects,
  }),
  accessPolicy: route({
    method: 'GET',
    path: '/api/access-policy',
    tag: 'accounts',
    summary: 'Who may enter and for how long',
    reply: AccessPolicy,
  }),
  saveAccessPolicy: route({
    method: 'PUT',
    path: '/api/access-policy',
    tag: 'accounts',
    summary: 'Change who may enter and for how long; shorter limits end longer sign-in sessions',
    body: AccessPolicy,
    reply: AccessPolicy,
  }),
};
