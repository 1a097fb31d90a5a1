import { useCallback, useEffect, useRef, useState } from 'react';

/** @returns whether nobody was there for so long, and how to say that somebody is. A touch or a key wakes it, too. */
export function useIdle(afterMs: number): { isIdle: boolean; wake: () => void } {
  const [isIdle, setIdle] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wake = useCallback(() => {
    clearTimeout(timer.current);
    setIdle(false);
    timer.current = setTimeout(() => setIdle(true), afterMs);
  }, [afterMs]);
  useEffect(() => {
    wake();
    window.addEventListener('pointerdown', wake);
    window.addEventListener('keydown', wake);
    return () => {
      window.removeEventListener('pointerdown', wake);
      window.removeEventListener('keydown', wake);
      clearTimeout(timer.current);
    };
  }, [wake]);
  return { isIdle, wake };
}
