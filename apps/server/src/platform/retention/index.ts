export { agedRows, noteRetention, together } from './aged-rows.ts';
export { carryOut, cutOf, usualDays } from './carry-out.ts';
export { type EventCursor, oldEvents, oldReplies } from './platform-rules.ts';
export { type Cut, type Due, type Hold, PORTION, type RetentionWork } from './retention-work.ts';
export { type RunDue, runDue } from './run-due.ts';
