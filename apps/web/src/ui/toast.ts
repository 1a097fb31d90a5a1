import { notifications } from '@mantine/notifications';
import { t } from '../strings/index.ts';

/** Tells a result in passing. Errors that need action belong beside what failed, never here. */
export function toast(message: string): void {
  notifications.show({ message, closeButtonProps: { 'aria-label': t('action.dismiss') } });
}
