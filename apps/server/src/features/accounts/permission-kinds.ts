import type { Role } from '@smart-presence/contract';

/** `signed-in`: people of any role; devices have routes of their own. */
export type Permission = 'anyone' | 'signed-in' | readonly Role[];

export const admin = ['admin'] as const;
export const staff = ['admin', 'faculty'] as const;
export const student = ['student'] as const;
/** Everybody but devices. */
export const people = ['admin', 'faculty', 'student'] as const;
/** Paired devices at doors. This list of routes is all they may call. */
export const kiosk = ['kiosk'] as const;
/** Paired devices in rooms: they bring pictures of the room, and nothing else is theirs. */
export const roomCamera = ['kiosk'] as const;
/** Paired devices of either kind. */
export const device = ['kiosk'] as const;
