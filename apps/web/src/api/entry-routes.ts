import type { RouteSpec, Routes } from '@smart-presence/contract';

/**
 * What `call` needs of a route at run time, with the route's types but without its schemas. The pages before sign-in use
 * these, so that they need not load the schemas of the whole API. The compiler holds method and path to the contract.
 */
export interface BriefRoute<R extends RouteSpec> {
  method: R['method'];
  path: R['path'];
  /** Exists for the compiler alone. */
  readonly of?: R;
}

/** For a page that must stay small, too: what it needs of a route without its schemas. */
export const brief = <R extends RouteSpec>(route: { method: R['method']; path: R['path'] }): BriefRoute<R> => route;

export const entryRoutes = {
  csrf: brief<Routes['csrf']>({ method: 'GET', path: '/api/csrf' }),
  me: brief<Routes['me']>({ method: 'GET', path: '/api/me' }),
  setupStatus: brief<Routes['setupStatus']>({ method: 'GET', path: '/api/setup' }),
  signInOptions: brief<Routes['signInOptions']>({ method: 'GET', path: '/api/sign-in/options' }),
  signIn: brief<Routes['signIn']>({ method: 'POST', path: '/api/sign-in' }),
  signInWays: brief<Routes['signInWays']>({ method: 'GET', path: '/api/single-sign-on' }),
  startSingleSignOn: brief<Routes['startSingleSignOn']>({ method: 'POST', path: '/api/single-sign-on/start' }),
  finishSingleSignOn: brief<Routes['finishSingleSignOn']>({ method: 'POST', path: '/api/single-sign-on/finish' }),
  registrationStatus: brief<Routes['registrationStatus']>({ method: 'GET', path: '/api/registration/status' }),
  beginPasskeySignIn: brief<Routes['beginPasskeySignIn']>({ method: 'POST', path: '/api/sign-in/passkey/options' }),
  signInWithPasskey: brief<Routes['signInWithPasskey']>({ method: 'POST', path: '/api/sign-in/passkey' }),
  signOut: brief<Routes['signOut']>({ method: 'POST', path: '/api/sign-out' }),
};
