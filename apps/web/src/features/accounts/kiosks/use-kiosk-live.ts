import { KioskEvent, routes } from '@smart-presence/contract';
import { useEffect, useRef, useState } from 'react';
import { urlOf } from '../../../api/client.ts';
import { backoff } from '../../../live.ts';

export type KioskLiveStatus = 'connecting' | 'open' | 'lost';

/**
 * The device's stream of news: calls `onChange` for each, and whenever the connection was lost, since that may be the end
 * of the pairing. A new place needs a new stream.
 */
export function useKioskLive(props: { after: number; placeId: string; onChange: () => unknown }): KioskLiveStatus {
  const { placeId } = props;
  const [status, setStatus] = useState<KioskLiveStatus>('connecting');
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a kiosk that was moved hears of its new place by a new stream
  useEffect(() => {
    let lastId = latest.current.after;
    let failures = 0;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = () => {
      clearTimeout(timer);
      source?.close();
      source = new EventSource(urlOf(routes.kioskLive, { query: lastId > 0 ? { after: lastId } : {} }));
      source.onopen = () => {
        // A page that was loaded without a network has nothing of the server's yet, not even its token.
        if (failures > 0) void latest.current.onChange();
        failures = 0;
        setStatus('open');
      };
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const id = idOf(data);
        if (id === null) return;
        lastId = Math.max(lastId, id);
        void latest.current.onChange();
      };
      source.onerror = () => {
        source?.close();
        failures += 1;
        setStatus('lost');
        void latest.current.onChange();
        timer = setTimeout(connect, backoff(failures, Math.random()));
      };
    };
    connect();
    window.addEventListener('online', connect);
    return () => {
      window.removeEventListener('online', connect);
      clearTimeout(timer);
      source?.close();
    };
  }, [placeId]);
  return status;
}

/** Id of an event; null for what this version does not understand. */
function idOf(text: string): number | null {
  try {
    return KioskEvent.parse(JSON.parse(text)).id;
  } catch {
    return null;
  }
}
