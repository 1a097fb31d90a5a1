import { z } from 'zod';
import { accessErrors } from './errors/access.ts';
import { attendanceErrors } from './errors/attendance.ts';
import { collegeErrors } from './errors/college.ts';
import { requestErrors } from './errors/requests.ts';

/**
 * Every error a caller can meet: HTTP status, what went wrong, and what to do next. Codes are stable: clients and
 * tests may rely on them; messages may be reworded.
 */
export const errorTable = { ...requestErrors, ...accessErrors, ...collegeErrors, ...attendanceErrors };

export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

/** The body of every 4xx and 5xx reply. */
export const ErrorReply = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    /** What to do next, in one sentence. */
    advice: z.string(),
    /** Field or row problems: path and what is wrong there. */
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;
