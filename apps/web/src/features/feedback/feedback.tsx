import { lazy, Suspense } from 'react';
import { useMe } from '../../api/me.ts';
import { Spinner } from '../../ui/states.tsx';

const MyFeedback = lazy(() => import('./my-feedback.tsx').then((m) => ({ default: m.MyFeedback })));
const FeedbackList = lazy(() => import('./feedback-list.tsx').then((m) => ({ default: m.FeedbackList })));

/** Students see what they may rate and what they said, staff what was said in their sections. */
export function Feedback() {
  const { role } = useMe().person;
  return <Suspense fallback={<Spinner />}>{role === 'student' ? <MyFeedback /> : <FeedbackList />}</Suspense>;
}
