import type { Platform } from '../../platform/platform.ts';
import { sectionRegister } from './section-register.ts';

/** The register of a section. Its marks are changed by roll call. */
export const registerViewRoutes = ({ db, router }: Pick<Platform, 'db' | 'router'>): void => {
  router.on('sectionRegister', ({ params, viewer, now }) => sectionRegister(db, { sectionId: params.id, viewer, now }));
};
