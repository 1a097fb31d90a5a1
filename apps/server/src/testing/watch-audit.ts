import type { RouteName } from '@smart-presence/contract';
import type { FastifyInstance } from 'fastify';
import type { Db } from '../platform/db/index.ts';

/**
 * Unsafe routes that leave no entry, each with its reason. Every other unsafe route that answers 2xx, in any test of the
 * whole app, must have left one.
 */
export const leavesNoEntry: Partial<Record<RouteName, string>> = {
  inspectLink: 'shows what a link is for',
  beginPasskeySignIn: 'asks the browser; what follows is recorded',
  beginSecondFactor: 'asks the browser; what follows is recorded',
  beginProof: 'asks the browser; what follows is recorded',
  beginPasskey: 'asks the browser; what follows is recorded',
  beginAuthenticator: 'shows a secret nobody holds yet; confirming it is recorded',
  startSingleSignOn: 'leads to the provider; coming back is recorded',
  linkIdentity: 'leads to the provider; coming back is recorded',
  previewReport: 'shows what other screens show; taking it away is recorded',
  testIdentityProvider: 'asks a provider, changes nothing',
  previewAccessPolicy: 'counts what would change',
  previewBulkPeople: 'counts what would change',
  previewStudentEdit: 'counts what would change',
  previewTermChange: 'counts what would change',
  renewKiosk: 'the next cookie of the same pairing',
  startChallenge: 'begins a check-in; its end is recorded',
  revealStep: 'a step of a check-in; its end is recorded',
  presentRoomCode: 'a step of a check-in; its end is recorded',
  askAtKiosk: 'begins a check-in; its end is recorded',
  startPhotoUpload: 'announces a file; asking for its check is recorded',
  addPhotoPart: 'a part of a file; asking for its check is recorded',
  showRoomCode: 'shows a code that is worked out, and changes nothing',
  proposeFromPhotos: 'a proposal marks nobody; confirming it is recorded',
  giveFeedback: 'a rating is a record itself, and who gave it stays unnamed',
  takeSnapshot: 'a look marks nobody; that rooms are looked into is recorded',
  readNotifications: 'whether somebody has read what they were told is nobody\u2019s business',
  saveNotificationChoice: 'how somebody wants to be told is their own',
  saveDigest: 'how somebody wants to be told is their own',
};

/** Answers of these may change nothing, or repeat what was done before: then there is nothing to record. */
const mayChangeNothing: ReadonlySet<RouteName> = new Set<RouteName>([
  'bulkPeople',
  'bulkInvite',
  'editStudents',
  'rollOverTerm',
  'splitIntoBatches',
  'approveRegistrations',
  'refuseRegistrations',
  'checkIn',
  'checkInByCode',
  'kioskCheckIn',
  'kioskCapsules',
  'syncKiosk',
  'setMarks',
  'confirmProposal',
  'resolveOutage',
  'closeSession',
  'resendDeviceNumber',
  'withdrawConsent',
  'studyAccuracy',
  'checkPhotoUpload',
]);

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** Turns an answer into an error when an unsafe route did its work and the audit log says nothing of it. */
export const watchAudit = (http: FastifyInstance, db: Db): { seen: Set<RouteName> } => {
  const seen = new Set<RouteName>();
  const before = new WeakMap<object, number>();
  const head = async (): Promise<number> => {
    const row = await db.selectFrom('auditEntry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return row?.seq ?? 0;
  };
  const keys = new Set<string>();
  http.addHook('onRequest', async (request) => {
    // The same request sent again is answered as it was, and does nothing.
    const key = String(request.headers['idempotency-key'] ?? '');
    const isRepeated = keys.has(key);
    if (key !== '') keys.add(key);
    if (!SAFE.includes(request.method) && !isRepeated) before.set(request, await head());
  });
  http.addHook('onSend', async (request, reply) => {
    const name = request.routeOptions.config.routeName;
    const from = before.get(request);
    if (name === undefined || from === undefined || reply.statusCode >= 300 || leavesNoEntry[name]) return undefined;
    if ((await head()) > from) {
      seen.add(name);
      return undefined;
    }
    if (mayChangeNothing.has(name)) return undefined;
    reply.code(599);
    return JSON.stringify({ error: { code: 'unrecorded', message: `${name} left no entry in the audit log` } });
  });
  return { seen };
};
