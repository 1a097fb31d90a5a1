import type { ErrorCode, Role, RouteName, SignInNeed } from '@smart-presence/contract';
import { fail, type Viewer } from '../../platform/http/index.ts';
import { device, kiosk, type Permission, roomCamera } from './permission-kinds.ts';
import { permissions } from './permission-table.ts';

type Danger = true | ((body: unknown) => boolean);

const sets =
  (...fields: readonly string[]): Danger =>
  (body) =>
    fields.some((field) => (body as Record<string, unknown> | undefined)?.[field] !== undefined);

/**
 * What answers only within `RECENT_MS` of signing in or of proving again who one is: whatever gives power over accounts,
 * lets somebody else in or destroys what cannot be made again. Some routes are dangerous by what they are sent: a name is
 * edited without a question, a role is not.
 */
export const dangerous: Partial<Record<RouteName, Danger>> = {
  saveAccessPolicy: true,
  // A link opens an account, and an e-mail is where links go.
  invitePerson: true,
  updatePerson: sets('email', 'isDisabled'),
  createPerson: (body) => (body as { role?: unknown } | undefined)?.role === 'admin',
  bulkPeople: true,
  changeRole: true,
  // A file may bring accounts and change e-mails; taking it back removes accounts.
  applyImport: true,
  undoImport: true,
  resetSecondFactors: true,
  // Everything that everybody did, in one file.
  prepareAuditBundle: true,
  beginAuthenticator: true,
  removeAuthenticator: true,
  beginPasskey: true,
  removePasskey: true,
  newRecoveryCodes: true,
  eraseTemplate: true,
  erasePerson: true,
  copyMyData: true,
  copyPersonData: true,
  // A shorter time erases.
  saveRetention: true,
  // Everybody's data, by kind and by name.
  reportBreach: true,
  breachList: true,
  // A paired device marks people.
  makePairingCode: true,
  // Rooms full of people are looked into, and this server asks whatever address it is told.
  saveMonitoring: true,
  createRoomCamera: true,
  updateRoomCamera: sets('url', 'user', 'password'),
  createIdentityProvider: true,
  updateIdentityProvider: true,
  deleteIdentityProvider: true,
  linkIdentity: true,
  unlinkIdentity: true,
  unlinkPerson: true,
};

/** How long a proof of who one is opens dangerous routes. */
export const RECENT_MS = 10 * 60_000;

const always = ['me', 'signOut', 'csrf'] as const;

/** What settles a need, and answers only while it stands: it asks for less than the same thing does later. */
const settles: Partial<Record<RouteName, SignInNeed>> = {
  secondFactorChoices: 'second-factor',
  beginSecondFactor: 'second-factor',
  settleSecondFactor: 'second-factor',
  settleNewPassword: 'new-password',
  deviceConfirmation: 'device-confirmation',
  confirmDevice: 'device-confirmation',
  resendDeviceNumber: 'device-confirmation',
};

/** What answers while something of the sign-in is still to be settled: what settles it, and the way out. */
export const whileNeeding: Record<SignInNeed, ReadonlySet<RouteName>> = {
  approval: new Set<RouteName>([...always, 'myRegistration', 'withdrawRegistration']),
  'second-factor': new Set<RouteName>([...always, 'secondFactorChoices', 'beginSecondFactor', 'settleSecondFactor']),
  'second-factor-setup': new Set<RouteName>([
    ...always,
    'mySecondFactors',
    'beginAuthenticator',
    'confirmAuthenticator',
    'beginPasskey',
    'addPasskey',
    // Where the rule was raised under an open session: it is as old as it is, and adding a factor asks for a fresh proof.
    'proofChoices',
    'beginProof',
    'prove',
  ]),
  'device-confirmation': new Set<RouteName>([...always, 'deviceConfirmation', 'confirmDevice', 'resendDeviceNumber']),
  'new-password': new Set<RouteName>([...always, 'settleNewPassword']),
};

export const refusals = {
  approval: 'approval_required',
  'second-factor': 'second_factor_required',
  'second-factor-setup': 'second_factor_setup_required',
  'device-confirmation': 'device_confirmation_required',
  'new-password': 'new_password_required',
} as const satisfies Record<SignInNeed, ErrorCode>;

/** Asked before anything of a request is read, and again once its body is known to be valid. */
export type Guard = (viewer: Viewer | null, now: number, body?: unknown) => void;

/** Whether a role gets past the door of a route that is not for anyone. */
export const isAllowed = (permission: Exclude<Permission, 'anyone'>, role: Role): boolean =>
  permission === 'signed-in' ? role !== 'kiosk' : permission.includes(role);

/** Routes of paired devices: their cookie is read there and nowhere else, and people's is not. */
export const isForKiosks = (name: RouteName): boolean => purposesOf(name).length > 0;

/** Where a paired device is: one at a door marks people, one in a room brings pictures of it. Neither can do what the other does. */
export type DevicePurpose = 'door' | 'room';

/** Which paired devices a route is for. */
export const purposesOf = (name: RouteName): readonly DevicePurpose[] => {
  const permission = permissions[name];
  if (permission === kiosk) return ['door'];
  if (permission === roomCamera) return ['room'];
  return permission === device ? ['door', 'room'] : [];
};

/** @returns the guard of one route. @throws Error at boot when the table has no entry for it. */
export const permit = (name: RouteName): Guard => {
  const permission = permissions[name];
  if (permission === undefined) throw new Error(`route ${name} has no entry in the permission table`);
  const danger = dangerous[name];
  const need = settles[name];
  return (viewer, now, body) => {
    if (permission === 'anyone') return;
    if (!viewer) return fail('sign_in_required');
    if (viewer.needs && !whileNeeding[viewer.needs].has(name)) return fail(refusals[viewer.needs]);
    if (!isAllowed(permission, viewer.role)) return fail('forbidden');
    if (need && viewer.needs !== need) fail('nothing_to_settle');
    const isDangerous = danger === true || danger?.(body);
    if (isDangerous && !isRecent(viewer.provedAt, now)) fail('reauthentication_required');
  };
};

/** Whether something proved at `at` still opens dangerous routes. */
export const isRecent = (at: number | null, now: number): boolean => at !== null && now - at <= RECENT_MS;
