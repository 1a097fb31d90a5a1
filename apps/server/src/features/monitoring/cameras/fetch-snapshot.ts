import type { Resolve } from '../../../platform/outbound/index.ts';
import { type Answer, askOnce } from './ask-once.ts';
import { answerTo } from './authorization.ts';
import { CameraFaulted, faultOf } from './camera-faulted.ts';
import type { CameraReach } from './camera-reach.ts';

/** How much a camera may take of us. */
export interface Limits {
  /** Until the connection stands, milliseconds. */
  connectMs: number;
  /** From then until the first line of an answer. */
  answerMs: number;
  /** For all of it, with redirects and passwords. */
  totalMs: number;
  maxBytes: number;
}

export const LIMITS: Limits = { connectMs: 3000, answerMs: 5000, totalMs: 10_000, maxBytes: 10_000_000 };

/** A picture, a redirect, a password and a redirect after it: whoever sends us further leads us in circles. */
const MOST_REQUESTS = 4;

export interface SnapshotRequest {
  camera: { url: string; user: string; password: string };
  reach: CameraReach;
  limits?: Partial<Limits>;
  resolve?: Resolve;
}

/**
 * One picture of an IP camera, encoded; by its content a JPEG, PNG or WebP. Every address is judged before it is asked, redirects too,
 * and the connection goes to the address that was judged. The password is said to nobody but the camera's own origin.
 * @throws CameraFaulted.
 */
export const fetchSnapshot = async ({ camera, reach, limits = {}, resolve }: SnapshotRequest): Promise<Buffer> => {
  const bounds = { ...LIMITS, ...limits };
  const signal = AbortSignal.timeout(bounds.totalMs);
  const origin = new URL(camera.url).origin;
  let url = new URL(camera.url);
  let authorization: string | undefined;
  for (let asked = 0; asked < MOST_REQUESTS; asked += 1) {
    const isTyped = url.href === new URL(camera.url).href;
    const refusal = reach.refusalOf(url);
    if (refusal) throw asOf(new CameraFaulted(refusal), isTyped);
    const answer: Answer = await askOnce({ url, authorization, reach, limits: bounds, signal, resolve }).catch(
      (error: unknown) => {
        throw asOf(faultOf(error, signal), isTyped);
      },
    );
    if (answer.kind === 'picture') return answer.bytes;
    if (answer.kind === 'redirect') {
      url = locationOf(answer.location, url);
      authorization = undefined;
    } else {
      if (authorization !== undefined || url.origin !== origin || camera.user + camera.password === '')
        throw new CameraFaulted('password_refused');
      authorization = answerTo({ ...camera, challenges: answer.challenges, uri: `${url.pathname}${url.search}` });
      if (authorization === undefined) throw new CameraFaulted('password_kind');
    }
  }
  throw new CameraFaulted('redirect_refused');
};

/** Where a camera must not lead us is its fault, and said as that: the address that was typed is fine. */
const asOf = (fault: CameraFaulted, isTyped: boolean): CameraFaulted =>
  !isTyped && (fault.code === 'not_allowed' || fault.code === 'port_not_allowed')
    ? new CameraFaulted('redirect_refused', fault)
    : fault;

/** Where an answer leads. @throws CameraFaulted `redirect_refused`. */
export const locationOf = (location: string | undefined, from: URL): URL => {
  const next = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (!next || next.username + next.password !== '') throw new CameraFaulted('redirect_refused');
  // From an encrypted connection to a readable one: no.
  if (from.protocol === 'https:' && next.protocol !== 'https:') throw new CameraFaulted('redirect_refused');
  return next;
};
