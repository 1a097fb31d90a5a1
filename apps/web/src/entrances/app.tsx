import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/query.ts';
import { router } from '../app/router.tsx';
import { Themed } from './themed.tsx';

/** The whole app: everything but signing in. */
export function start(root: HTMLElement): void {
  createRoot(root).render(
    <Themed>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Themed>,
  );
}
