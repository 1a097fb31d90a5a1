import { useCallback, useState } from 'react';
import { ApiError } from '../../../api/client.ts';
import '../../../strings/check-in-words.ts';
import { t } from '../../../strings/index.ts';
import { wordsOf } from '../../../ui/states.tsx';

/** What is wrong with the last code, and until when none is looked at. */
export function useCodeProblem() {
  const [problem, setProblem] = useState<string | null>(null);
  const [waitUntil, setWaitUntil] = useState(0);
  const clear = useCallback(() => setProblem(null), []);
  const explain = useCallback((words: string) => setProblem(words), []);
  /** @returns false for what no other code can help against. */
  const explainError = useCallback((error: unknown): boolean => {
    if (!(error instanceof ApiError)) return false;
    const { message, advice } = wordsOf(error);
    if (error.code === 'too_many_requests') {
      setWaitUntil(Date.now() + (error.retryAfter ?? 1) * 1000);
      // What is left to say once the wait is over.
      setProblem(t('student.checkIn.result.room_code_missing.advice'));
      return true;
    }
    if (error.status !== 0 && error.status < 500 && error.status !== 422) return false;
    setProblem(`${message} ${advice}`);
    return true;
  }, []);
  return { problem, waitUntil, clear, explain, explainError };
}
