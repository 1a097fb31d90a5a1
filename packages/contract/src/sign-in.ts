import { z } from 'zod';
import { Code, Day, Done, Email, Instant, Name, TimeZone } from './common.ts';
import { Me, NewPassword } from './people.ts';
import { route } from './route.ts';

const personTag = 'accounts';

/** Setting up, coming in, going out, and the own password. */
export const signInRoutes = {
  setupStatus: route({
    method: 'GET',
    path: '/api/setup',
    tag: personTag,
    summary: 'Whether this installation still needs its first administrator',
    reply: z.object({ needed: z.boolean() }),
  }),
  setUp: route({
    method: 'POST',
    path: '/api/setup',
    tag: personTag,
    summary: 'Create the institution and its first administrator with the one-time link',
    status: 201,
    body: z.object({
      token: z.string().min(20).max(200),
      institution: z.object({ name: Name, timeZone: TimeZone }),
      admin: z.object({ name: Name, email: Email, password: NewPassword }),
      department: z.object({ name: Name, code: Code }),
      term: z
        .object({ name: Name, start: Day, end: Day })
        .refine((t) => t.start < t.end, { path: ['end'], message: 'must be after the start' }),
    }),
    reply: Me,
  }),
  signIn: route({
    method: 'POST',
    path: '/api/sign-in',
    tag: personTag,
    summary: 'Sign in with e-mail and password',
    body: z.object({
      email: Email,
      password: z.string().min(1).max(256),
      /** Stay signed in on this device, as long as the access policy lets this person. */
      remember: z.boolean().default(false),
    }),
    reply: Me,
  }),
  signOut: route({
    method: 'POST',
    path: '/api/sign-out',
    tag: personTag,
    summary: 'End this sign-in session',
    /** Where to sign out next, when the provider the person came by wants to know; null: nowhere. */
    reply: Done.extend({ leaveTo: z.string().nullable().default(null) }),
  }),
  csrf: route({
    method: 'GET',
    path: '/api/csrf',
    tag: personTag,
    summary: 'Token for the x-csrf-token header of unsafe requests, signed in or not; sign-in replaces it',
    reply: z.object({ token: z.string() }),
  }),
  me: route({ method: 'GET', path: '/api/me', tag: personTag, summary: 'Who is signed in', reply: Me }),
  changePassword: route({
    method: 'POST',
    path: '/api/me/password',
    tag: personTag,
    summary: 'Change the own password; ends all other sign-in sessions',
    body: z.object({ current: z.string().min(1).max(256), next: NewPassword }),
    reply: Done,
  }),
  inspectLink: route({
    method: 'POST',
    path: '/api/links/inspect',
    tag: personTag,
    summary: 'Whom a single-use link is for',
    body: z.object({ token: z.string().min(20).max(200) }),
    reply: z.object({
      purpose: z.enum(['invitation', 'reset']),
      name: z.string(),
      email: z.string().nullable(),
      expiresAt: Instant,
      /** Characters the password must have: fewer beside a second factor. */
      shortestPassword: z.int(),
    }),
  }),
  requestReset: route({
    method: 'POST',
    path: '/api/links/request',
    tag: personTag,
    summary:
      'Ask for a mail with a link that sets a new password; the answer is the same whether anybody has this e-mail',
    body: z.object({ email: Email }),
    reply: Done,
  }),
  acceptLink: route({
    method: 'POST',
    path: '/api/links/accept',
    tag: personTag,
    summary: 'Set the own password with a single-use link and sign in',
    body: z.object({ token: z.string().min(20).max(200), password: NewPassword }),
    reply: Me,
  }),
};
