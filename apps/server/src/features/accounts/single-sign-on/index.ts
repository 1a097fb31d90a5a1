export type { FindDepartment } from './admit-person.ts';
export { registerSingleSignOn, type SingleSignOn } from './single-sign-on.routes.ts';
