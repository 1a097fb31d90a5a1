import type { FastifyRequest } from 'fastify';
import { AppError, FOREIGN_ORIGIN } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { hide, reportSecurityEvent, type SecurityEvent } from '../../platform/security-events/index.ts';
import { networkOf } from '../accounts/index.ts';
import { countProbes } from './count-probes.ts';

/**
 * Reports whoever calls what their role may not, tries out objects that are not theirs, or comes from another page. Our own pages
 * do none of it: an old page that asks for something gone asks for that alone.
 */
export const watchIntrusions = ({ app, db, clock, log }: Pick<Platform, 'app' | 'db' | 'clock' | 'log'>): void => {
  const probes = countProbes();
  app.addHook('onError', async (request, _reply, error) => {
    if (!(error instanceof AppError) || !request.url.startsWith('/api/')) return;
    const at = clock();
    const sign = signOf(error, request, () => probes.count(request.viewer?.personId ?? '', objectOf(request), at));
    if (!sign) return;
    const { viewer } = request;
    const network = { kind: 'network', id: hide(db, 'network', networkOf(request.ip)) } as const;
    // Who is lured to another page is its victim, not its author.
    const isPerson = viewer && viewer.role !== 'kiosk' && sign.code !== 'foreign_origin';
    const actor = isPerson ? ({ kind: 'person', id: viewer.personId } as const) : network;
    const event = { ...sign, actor, personId: viewer?.personId ?? null, at };
    await reportSecurityEvent(db, event).catch((err: unknown) => log.warn({ err }, 'security event not noted'));
  });
};

type Sign = Pick<SecurityEvent, 'code' | 'evidence'>;

const signOf = (error: AppError, request: FastifyRequest, countProbe: () => number | null): Sign | null => {
  const route = request.routeOptions.config?.routeName ?? 'none';
  if (error.code === 'forbidden') return { code: 'route_forbidden', evidence: { route } };
  if (error.code === 'csrf_failed' && error.extra.cause === FOREIGN_ORIGIN)
    return { code: 'foreign_origin', evidence: { route, origin: hostOf(request.headers.origin) } };
  if (error.code !== 'not_found' || !request.viewer || request.viewer.role === 'admin') return null;
  const objects = countProbe();
  return objects === null ? null : { code: 'objects_probed', evidence: { route, objects } };
};

/** What the address names; one object asked for again and again is one. */
const objectOf = (request: FastifyRequest): string => Object.values(request.params ?? {}).join(' ');

const MOST_CHARS = 100;

const hostOf = (origin: string | undefined): string | null => {
  if (origin === undefined || !URL.canParse(origin)) return null;
  return new URL(origin).host.slice(0, MOST_CHARS);
};
