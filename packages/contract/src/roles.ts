import { z } from 'zod';
import { Role } from './people.ts';
import { route } from './route.ts';

/** One thing roles may do, as the server's own permission table has it. */
export const RolePermission = z.object({
  /** Name of the route. */
  route: z.string(),
  /** Groups what belongs together. */
  tag: z.string(),
  /** What it does, in words. */
  summary: z.string(),
  roles: z.array(Role),
  /** Everybody, also without signing in. */
  isPublic: z.boolean(),
  /** Asks for a fresh proof of who one is. */
  asksAgain: z.boolean(),
});
export type RolePermission = z.infer<typeof RolePermission>;

export const roleRoutes = {
  listRoles: route({
    method: 'GET',
    path: '/api/roles',
    tag: 'accounts',
    summary: 'What each role may do, and how many people hold it',
    reply: z.object({
      /** People who are not disabled. */
      roles: z.array(z.object({ role: Role, people: z.int() })),
      permissions: z.array(RolePermission),
    }),
  }),
};
