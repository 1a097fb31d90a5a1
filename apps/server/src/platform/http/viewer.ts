import type { Role, SignInNeed } from '@smart-presence/contract';

/** Who makes a request. */
export interface Viewer {
  personId: string;
  name: string;
  role: Role;
  signInSessionId: string;
  /** What the person has to settle before their routes answer; null: nothing. */
  needs: SignInNeed | null;
  /** When the person last proved who they are: by signing in, or when asked again. Milliseconds UTC. */
  provedAt: number;
  /** When the person was asked again and proved it; null: not since signing in. */
  reauthenticatedAt: number | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler runs; null when nobody is signed in. */
    viewer: Viewer | null;
    /** What `x-csrf-token` must say; set together with the viewer. */
    csrfToken: string | null;
  }
}
