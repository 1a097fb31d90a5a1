import type { Role } from '@smart-presence/contract';

/** Who makes a request. */
export interface Viewer {
  personId: string;
  name: string;
  role: Role;
  signInSessionId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler runs; null when nobody is signed in. */
    viewer: Viewer | null;
    /** What `x-csrf-token` must say; set together with the viewer. */
    csrfToken: string | null;
  }
}
