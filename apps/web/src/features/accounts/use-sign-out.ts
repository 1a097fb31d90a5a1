import { entryRoutes } from '../../api/entry-routes.ts';
import { loadMe } from '../../api/me.ts';
import { expectSignOut, useApiMutation } from '../../api/query.ts';
import { signInAddress } from './sign-in-address.ts';

/** Ends the sign-in session and leads to the sign-in page. Loading that page anew forgets everything. */
export function useSignOut() {
  return useApiMutation(entryRoutes.signOut, {
    onMutate: () => expectSignOut(true),
    onError: () => expectSignOut(false),
    // Some providers want to be told; they lead to the sign-in page afterwards.
    onSuccess: async ({ leaveTo }) => {
      await forgetWaiting().catch(() => undefined);
      window.location.assign(leaveTo ?? signInAddress({ why: 'left' }));
    },
  });
}

/** Whoever signs out leaves nothing on the device, not even a check-in that waits to be sent. */
async function forgetWaiting(): Promise<void> {
  const { person } = await loadMe();
  if (person.role !== 'student') return;
  const sender = await import('../student/waiting/sender.ts');
  await sender.forgetWaiting(person.id);
}
