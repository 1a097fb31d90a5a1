import type { RouteSpec } from '@smart-presence/contract';
import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  type UseMutationOptions,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import { ApiError, type CallInput, type CallReply, call } from './client.ts';
import { type BriefRoute, entryRoutes } from './entry-routes.ts';

type Listener = () => void;
let onSignedOut: Listener = () => undefined;
let isSigningOut = false;

/** Tells what to do when the server says that nobody is signed in any more. The router leads to sign-in then. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener;
}

/** Whoever signs out is not told that the session has ended because something else was asked for meanwhile. */
export function expectSignOut(isExpected: boolean): void {
  isSigningOut = isExpected;
}

/** A visitor who never was signed in is led by the route's guard; here it is about a session that ended. */
function noticeSignedOut(error: unknown): void {
  const wasSignedIn = queryClient.getQueryData([entryRoutes.me.path]) !== undefined;
  if (!wasSignedIn || !(error instanceof ApiError)) return;
  if (error.code === 'sign_in_required' && !isSigningOut) onSignedOut();
  // A rule was raised meanwhile: drawn anew, the route's guard leads to what has to be settled, and back.
  if (error.code === 'second_factor_setup_required') window.location.reload();
}

/** Lost connections and busy servers are tried again; an answer that says no is not asked twice. */
function isWorthRetrying(failures: number, error: unknown): boolean {
  const isPassing = error instanceof ApiError && (error.status === 0 || error.status >= 502);
  return isPassing && failures < 2;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      retry: isWorthRetrying,
      retryDelay: (failures, error) =>
        error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : 500 * 2 ** failures,
      staleTime: 15_000,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

type QueryParts<R extends RouteSpec> = Omit<CallInput<R>, 'signal' | 'files' | 'idempotencyKey'>;

/** Query options for a GET route: the key starts with the route's path, so that `invalidate` finds it. */
export function apiQuery<R extends RouteSpec>(route: R | BriefRoute<R>, input: QueryParts<R>) {
  return queryOptions({
    queryKey: [route.path, input] as const,
    queryFn: ({ signal }): Promise<CallReply<R>> => call(route, { ...input, signal } as unknown as CallInput<R>),
  });
}

interface ApiQueryOptions {
  enabled?: boolean;
  /** Milliseconds between automatic reloads. Prefer live events. */
  refetchInterval?: number | false;
  /** Keep showing the last page while the next one loads: for tables. */
  keepPrevious?: boolean;
}

/** Loads a GET route. */
export function useApi<R extends RouteSpec>(
  route: R | BriefRoute<R>,
  input: QueryParts<R>,
  options: ApiQueryOptions = {},
) {
  const { keepPrevious, ...rest } = options;
  return useQuery({ ...apiQuery(route, input), ...rest, ...(keepPrevious && { placeholderData: keepPreviousData }) });
}

type MutationExtras<R extends RouteSpec> = Pick<
  UseMutationOptions<CallReply<R>, Error, CallInput<R>>,
  'onMutate' | 'onSuccess' | 'onError'
> & {
  /** GET routes whose data this changes: they load again before the mutation counts as done. */
  invalidates?: readonly Pick<RouteSpec, 'path'>[];
};

/** Changes something through an unsafe route. Pass what `call` takes to `mutate` or `mutateAsync`. */
export function useApiMutation<R extends RouteSpec>(route: R | BriefRoute<R>, extras: MutationExtras<R> = {}) {
  const { invalidates = [], onSuccess, ...others } = extras;
  return useMutation<CallReply<R>, Error, CallInput<R>>({
    ...others,
    mutationFn: (input) => call(route, input),
    onSuccess: async (...args) => {
      await invalidate(...invalidates);
      await onSuccess?.(...args);
    },
  });
}

/** Marks everything loaded from these routes as stale, whatever its parameters. */
export async function invalidate(...stale: readonly Pick<RouteSpec, 'path'>[]): Promise<void> {
  await Promise.all(stale.map((route) => queryClient.invalidateQueries({ queryKey: [route.path] })));
}
