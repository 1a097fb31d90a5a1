import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { kioskRecogniser } from './kiosks/recognise-kiosk.ts';
import { permissions } from './permission-table.ts';
import { isForKiosks, purposesOf } from './permissions.ts';
import { sessionCookie } from './session-cookie.ts';
import { findLiveSession, noteSeen } from './sign-in-session.store.ts';

/**
 * Before any route runs: who asks (401 when somebody has to), by people's cookie or, on kiosk routes, by the device's; then whether an unsafe request comes from our own pages
 * (403). Whether the role may do it is the route's own guard, which runs after these.
 */
export const installAuthentication = (platform: Platform): void => {
  const { app, csrf } = platform;
  const recognise = recogniser(platform);
  const kiosks = kioskRecogniser(platform);
  app.addHook('onRoute', refuseUnguarded);
  app.addHook('onRequest', async (request) => {
    if (!isApi(request)) return;
    const name = request.routeOptions.config?.routeName;
    if (name !== undefined && isForKiosks(name)) {
      await kiosks.recognise(request, purposesOf(name));
      if (!request.viewer) fail('kiosk_unpaired');
    } else {
      await recognise(request);
      if (!request.viewer && name !== undefined && permissions[name] !== 'anyone') {
        fail((await kiosks.isKiosk(request)) ? 'forbidden' : 'sign_in_required');
      }
    }
    csrf.check(request);
  });
};

const isApi = (request: FastifyRequest): boolean => request.url.startsWith('/api/');

/** Finds the viewer by the cookie: one indexed query, and a write at most once a minute. */
const recogniser = ({ config, db, clock, log }: Platform) => {
  const cookie = sessionCookie(config);
  return async (request: FastifyRequest): Promise<void> => {
    const token = cookie.read(request);
    if (!token) return;
    const now = clock();
    const session = await findLiveSession(db, token, now);
    if (!session) return;
    request.viewer = session.viewer;
    request.csrfToken = session.csrfToken;
    // A database that cannot write (full disk) still answers readers.
    await noteSeen(db, session, now).catch((err: unknown) => log.warn({ err }, 'last use of a session not noted'));
  };
};

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whatever can change something belongs to the contract, so that the permission table and CSRF cover it. */
function refuseUnguarded(this: FastifyInstance, route: RouteOptions): void {
  const methods = [route.method].flat();
  if (!methods.some((method) => UNSAFE.has(method))) return;
  if (route.config?.routeName === undefined || !route.url.startsWith('/api/')) {
    throw new Error(`${methods.join()} ${route.url} is not a route of the contract`);
  }
}
