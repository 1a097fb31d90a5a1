import { entryRoutes } from '../../api/entry-routes.ts';
import { useApiMutation } from '../../api/query.ts';
import { signInAddress } from './sign-in-address.ts';

/** Ends the sign-in session and leads to the sign-in page. Loading that page anew forgets everything. */
export function useSignOut() {
  return useApiMutation(entryRoutes.signOut, {
    // Some providers want to be told; they lead to the sign-in page afterwards.
    onSuccess: ({ leaveTo }) => window.location.assign(leaveTo ?? signInAddress({ why: 'left' })),
  });
}
