import { useEffect, useState } from 'react';
import { type Guide, type GuideStatus, returnGuide, takeGuide } from './guidance.ts';

/** Holds a guide while the camera is shown, and follows how far it has loaded. */
export function useGuide(): { guide: Guide | null; status: GuideStatus } {
  const [guide, setGuide] = useState<Guide | null>(null);
  const [status, setStatus] = useState<GuideStatus>({ is: 'loading', share: 0 });
  useEffect(() => {
    const mine = takeGuide();
    const follow = () => setStatus(mine.status());
    const stop = mine.watch(follow);
    setGuide(mine);
    follow();
    return () => {
      stop();
      returnGuide(mine);
    };
  }, []);
  return { guide, status };
}
