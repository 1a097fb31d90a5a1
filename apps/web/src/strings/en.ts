import { admin } from './en/admin.ts';
import { common } from './en/common.ts';
import { faculty } from './en/faculty.ts';
import { student } from './en/student.ts';

/**
 * Every word the screens show, in English. A string may hold variables as `{name}`; an object holds plural forms
 * chosen by the variable `count`. Another language is a file with the same keys.
 */
export const en = { ...common, ...admin, ...faculty, ...student } as const;
