export { registerAudit } from './register.ts';
