import { access } from './access.ts';
import { admin } from './admin.ts';
import { faculty } from './faculty.ts';

/** Words of the screens of administrators and faculty, which students never load. */
export const staff = {
  ...access,
  ...admin,
  ...faculty,
} as const;
