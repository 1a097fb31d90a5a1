export { type AuditNeeds, registerAudit } from './register.ts';
