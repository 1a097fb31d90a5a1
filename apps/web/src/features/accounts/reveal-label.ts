import { t } from '../../strings/index.ts';

/** Names the eye of a password field, and lets the keyboard reach it. */
export const revealLabel = { 'aria-label': t('password.show'), tabIndex: 0 };
