import { notifications } from '@mantine/notifications';

/** Tells a result in passing. Errors that need action belong beside what failed, never here. */
export function toast(message: string): void {
  notifications.show({ message, withCloseButton: true });
}
