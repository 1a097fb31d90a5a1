import { type Report, type ReportRequest, reportRoles } from '@smart-presence/contract';
import { fail } from '../../platform/http/index.ts';
import { institution } from '../accounts/index.ts';
import { currentPolicy } from '../policies/index.ts';
import type { Making, Said } from './kinds/context.ts';
import { departmentReport } from './kinds/department.ts';
import { registerReport } from './kinds/section-register.ts';
import { securityReport } from './kinds/security.ts';
import { sessionReport } from './kinds/session.ts';
import { shortageReport } from './kinds/shortage.ts';
import { studentReport } from './kinds/student.ts';

/** Whether people of this role ever get such a report. Of what and whom is decided where it is made. */
export const mayAskFor = (role: string, { kind }: Pick<ReportRequest, 'kind'>): boolean =>
  (reportRoles[kind] as readonly string[]).includes(role);

/**
 * A report as its viewer may have it, at one instant.
 * @throws AppError `forbidden` for the role, `not_found` for what the viewer does not see.
 */
export const makeReport = async (making: Making, request: ReportRequest): Promise<Report> => {
  const { db, viewer, now } = making;
  if (!mayAskFor(viewer.role, request)) fail('forbidden');
  const { name, timeZone } = await institution(db);
  const said = await saidOf(making, { request, zone: timeZone });
  const { version } = await currentPolicy(db, now);
  return { kind: request.kind, institution: name, timeZone, asOf: now, policyVersion: version, ...said };
};

const saidOf = (making: Making, { request, zone }: { request: ReportRequest; zone: string }): Promise<Said> => {
  switch (request.kind) {
    case 'session':
      return sessionReport(making, { sessionId: request.sessionId, zone });
    case 'section-register':
      return registerReport(making, { sectionId: request.sectionId, zone });
    case 'student':
      return studentReport(making, request);
    case 'department':
      return departmentReport(making, request);
    case 'shortage':
      return shortageReport(making, { ...request, zone });
    case 'security':
      return securityReport(making, request);
  }
};
