import { z } from 'zod';

/** What an attack is after. */
export const SecurityKind = z.enum([
  'impersonation',
  'presentation-attack',
  'replay',
  'location',
  'code-relay',
  'shared-device',
  'brute-force',
  'intrusion',
  'tampering',
]);
export type SecurityKind = z.infer<typeof SecurityKind>;

/** How soon somebody should look. */
export const Severity = z.enum(['low', 'medium', 'high']);
export type Severity = z.infer<typeof Severity>;

interface SecurityEventSpec {
  kind: SecurityKind;
  /** What one of them adds to the risk of whoever did it; 0: it is counted, and speaks against nobody. */
  points: number;
  /** Detection point of OWASP AppSensor, where one fits. */
  appSensor: string | null;
  /** One alone is worth an alert. */
  alert: Severity | null;
}

/**
 * Every sign of an attack. What honest people run into (a blurred picture, a second try, a slow network) is none of them.
 * Codes are stable; the words are the screens'.
 */
export const securityEvents = {
  // signing in: the actor is a network, since nobody knows who is behind it
  sign_in_failed: { kind: 'brute-force', points: 0, appSensor: 'AE2', alert: null },
  sign_in_slowed: { kind: 'brute-force', points: 4, appSensor: 'AE3', alert: null },
  account_guessed: { kind: 'brute-force', points: 8, appSensor: 'AE2', alert: 'low' },
  second_factor_failed: { kind: 'brute-force', points: 0, appSensor: 'AE2', alert: null },
  second_factor_guessed: { kind: 'brute-force', points: 10, appSensor: 'AE2', alert: null },
  proof_guessed: { kind: 'brute-force', points: 5, appSensor: 'AE2', alert: null },
  pairing_code_failed: { kind: 'brute-force', points: 0, appSensor: 'AE2', alert: null },
  pairing_code_guessed: { kind: 'brute-force', points: 6, appSensor: 'AE2', alert: null },
  room_code_guessed: { kind: 'brute-force', points: 6, appSensor: 'AE3', alert: null },
  // poking
  route_forbidden: { kind: 'intrusion', points: 8, appSensor: 'ACE3', alert: null },
  objects_probed: { kind: 'intrusion', points: 15, appSensor: 'ACE1', alert: null },
  foreign_origin: { kind: 'intrusion', points: 5, appSensor: 'RP3', alert: null },
  // checking in
  challenge_foreign: { kind: 'replay', points: 20, appSensor: 'ACE2', alert: 'medium' },
  challenge_forged: { kind: 'replay', points: 12, appSensor: 'IE4', alert: null },
  pictures_replayed: { kind: 'replay', points: 20, appSensor: 'IE4', alert: null },
  pictures_of_another: { kind: 'replay', points: 30, appSensor: 'IE4', alert: 'medium' },
  frames_reordered: { kind: 'replay', points: 8, appSensor: 'IE4', alert: null },
  device_proof_forged: { kind: 'tampering', points: 12, appSensor: 'IE4', alert: null },
  face_of_another: { kind: 'impersonation', points: 10, appSensor: null, alert: null },
  presentation_seen: { kind: 'presentation-attack', points: 8, appSensor: 'RP3', alert: null },
  place_implausible: { kind: 'location', points: 6, appSensor: 'RP3', alert: null },
  device_shared: { kind: 'shared-device', points: 8, appSensor: null, alert: null },
  code_passed_on: { kind: 'code-relay', points: 8, appSensor: null, alert: null },
  // enrolling
  face_enrolled_elsewhere: { kind: 'impersonation', points: 30, appSensor: 'UT1', alert: 'medium' },
  face_resembles_another: { kind: 'impersonation', points: 6, appSensor: null, alert: null },
  // the house itself
  /** A camera in a room sent this server on to an address that is not opened for cameras. */
  camera_led_elsewhere: { kind: 'intrusion', points: 12, appSensor: 'RP3', alert: 'medium' },
  kiosk_records_forged: { kind: 'tampering', points: 30, appSensor: 'IE5', alert: 'high' },
  audit_broken: { kind: 'tampering', points: 100, appSensor: 'IE6', alert: 'high' },
} as const satisfies Record<string, SecurityEventSpec>;

export type SecurityCode = keyof typeof securityEvents;
export const SecurityCode = z.enum(Object.keys(securityEvents) as [SecurityCode, ...SecurityCode[]]);

/**
 * Who did it, as far as anybody knows: a person by id; a device or a network by a keyed hash, which is equal for equal ones and
 * leads back to none; `server`: found by the server about itself.
 */
export const ActorKind = z.enum(['person', 'device', 'network', 'server']);
export type ActorKind = z.infer<typeof ActorKind>;
