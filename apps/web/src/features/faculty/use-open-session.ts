import { routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';

interface OpenOptions {
  /** The policy's length when absent. */
  minutes: number | undefined;
  /** Sections that sit in the same class. */
  together?: readonly string[];
}

/** Opens a session of a section and leads to its board. Pressed twice, it is still one session. */
export function useOpenSession(sectionId: string, { minutes, together }: OpenOptions) {
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const open = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = { ...(minutes !== undefined && { minutes }), ...(together && { together: [...together] }) };
      const session = await call(routes.openSession, { params: { id: sectionId }, body, idempotencyKey });
      void invalidate(routes.facultyToday, routes.listSessions);
      await navigate({ to: '/sessions/$id', params: { id: session.id } });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return { open, isBusy, error };
}
