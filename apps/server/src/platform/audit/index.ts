export { type AuditEntry, audit, auditAll } from './append.ts';
