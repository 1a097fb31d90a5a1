import { lazy, Suspense } from 'react';
import { useMe } from '../../api/me.ts';
import { Spinner } from '../../ui/states.tsx';

const MyRequests = lazy(() => import('./my-requests.tsx').then((m) => ({ default: m.MyRequests })));
const Queue = lazy(() => import('./queue.tsx').then((m) => ({ default: m.Queue })));

/** Students see what they asked for, staff what waits for them. */
export function Requests() {
  const { role } = useMe().person;
  return <Suspense fallback={<Spinner />}>{role === 'student' ? <MyRequests /> : <Queue />}</Suspense>;
}
