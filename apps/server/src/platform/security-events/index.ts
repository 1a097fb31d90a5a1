export { hide, hideSpot, hideWith } from './hide.ts';
export { reportSecurityEvent } from './report.ts';
export { type CheckInTrace, keepTrace } from './trace.ts';
export { openSecurityWatch, type SecurityWatch } from './watch.ts';
export type { SecurityEvent } from './write-events.ts';
