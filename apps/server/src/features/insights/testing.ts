/** Counts sessions that are over, as the job does. */
export { followSessions } from './tallies/follow-sessions.ts';
