export { countHeld, eraseHeld, isAboutPeople, rowsHeld } from './held-about.ts';
export { type Erasure, erasuresSince, noteErasure } from './ledger.ts';
export { undeclaredColumns } from './missing-tables.ts';
export { type PersonalData, type PersonalTable, personalTable } from './personal-table.ts';
export { platformData } from './platform-data.ts';
export { type HeldWindow, whomHeld } from './whom-held.ts';
