import { type Board, type LiveEvent, routes } from '@smart-presence/contract';
import { useRef } from 'react';
import { apiQuery, invalidate, queryClient, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { applyEvent, mayBringFlags } from './apply-event.ts';

/** The board of a session, moved along by live events. `onEvent` hears them too, after the board has changed. */
export function useBoard(id: string, onEvent?: (event: LiveEvent, board: Board) => void) {
  const options = apiQuery(routes.getBoard, { params: { id } });
  const board = useApi(routes.getBoard, { params: { id } });
  const key = useRef(options.queryKey);
  key.current = options.queryKey;
  useLive(
    (event) => {
      const before = queryClient.getQueryData<Board>(key.current);
      if (!before) return;
      const after = applyEvent(before, event);
      if (after === 'reload') void invalidate(routes.getBoard);
      else if (after !== before) queryClient.setQueryData(key.current, after);
      if (after !== 'reload' && after !== before && mayBringFlags(event)) void invalidate(routes.getBoard);
      onEvent?.(event, after === 'reload' ? before : after);
    },
    { after: board.data?.eventId, enabled: board.data !== undefined },
  );
  return board;
}
