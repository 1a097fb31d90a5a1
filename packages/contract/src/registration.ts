import { z } from 'zod';
import { Code, Done, Email, Id, Instant, Line, Name, Page, PersonRef, paged, Search } from './common.ts';
import { Me, NewPassword } from './people.ts';
import { route } from './route.ts';

const tag = 'registration';
const Token = z.string().min(20).max(200);
const Ids = z.array(Id).min(1).max(200);

/** Who asked for an account and waits for an administrator; refused ones stay for some weeks, then they are erased. */
export const Registration = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  /** As the person typed it; theirs only once approved. */
  usn: z.string().nullable(),
  state: z.enum(['waiting', 'approved', 'refused']),
  askedAt: Instant,
  verifiedAt: Instant,
  decidedAt: Instant.nullable(),
  decidedBy: PersonRef.nullable(),
  /** Why it was refused, as it was mailed. */
  reason: z.string().nullable(),
  /** When what is kept about a refused person is erased. */
  erasedAt: Instant.nullable(),
  /** People who may be the same: `usn` stands in the way of approving, the others are for the eye. */
  resembles: z.array(
    z.object({
      by: z.enum(['usn', 'name', 'mailbox']),
      person: PersonRef.extend({ email: z.string().nullable(), usn: z.string().nullable() }),
    }),
  ),
});
export type Registration = z.infer<typeof Registration>;

export const registrationRoutes = {
  registrationStatus: route({
    method: 'GET',
    path: '/api/registration/status',
    tag,
    summary: 'Whether people may register themselves, and with whose mail addresses',
    reply: z.object({ isOpen: z.boolean(), mailDomains: z.array(z.string()) }),
  }),
  register: route({
    method: 'POST',
    path: '/api/registration',
    tag,
    summary: 'Ask for a student account; the answer is the same whether anybody has this e-mail',
    status: 202,
    body: z.object({ name: Name, email: Email, usn: Code.nullable().default(null), password: NewPassword }),
    reply: Done,
  }),
  verifyRegistration: route({
    method: 'POST',
    path: '/api/registration/verify',
    tag,
    summary: 'Prove with the mailed link, and the password chosen before, that the e-mail is one’s own; signs in',
    body: z.object({ token: Token, password: z.string().min(1).max(256) }),
    reply: Me,
  }),
  myRegistration: route({
    method: 'GET',
    path: '/api/registration',
    tag,
    summary: 'Where the own request for an account stands',
    reply: z.object({ usn: z.string().nullable(), askedAt: Instant, verifiedAt: Instant }),
  }),
  withdrawRegistration: route({
    method: 'POST',
    path: '/api/registration/withdraw',
    tag,
    summary: 'Take the own request back: erases the account that waits',
    reply: Done,
  }),
  listRegistrations: route({
    method: 'GET',
    path: '/api/registrations',
    tag,
    summary: 'Requests for accounts, the one that has waited longest first',
    query: Page.extend({
      search: Search,
      state: Registration.shape.state.default('waiting'),
    }),
    reply: paged(Registration).extend({ waiting: z.int() }),
  }),
  approveRegistrations: route({
    method: 'POST',
    path: '/api/registrations/approve',
    tag,
    summary: 'Let people in; those whose USN another student has are left waiting and named',
    body: z.object({
      ids: Ids,
      departmentId: Id.nullable().default(null),
      year: z.int().min(1).max(10).nullable().default(null),
      /** Let in without a USN those whose USN another student has. */
      withoutTakenUsn: z.boolean().default(false),
    }),
    reply: z.object({ approved: z.int(), usnTaken: z.array(PersonRef) }),
  }),
  refuseRegistrations: route({
    method: 'POST',
    path: '/api/registrations/refuse',
    tag,
    summary: 'Turn people down and mail them why',
    body: z.object({ ids: Ids, reason: Line(500) }),
    reply: z.object({ refused: z.int() }),
  }),
};
