import { LiveEvent, liveRoutes } from '@smart-presence/contract';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { urlOf } from './api/client.ts';
import { entryRoutes } from './api/entry-routes.ts';
import { queryClient } from './api/query.ts';

export type LiveType = LiveEvent['type'];
export type LiveStatus = 'idle' | 'connecting' | 'open' | 'lost';
type Listener = (event: LiveEvent) => void;

const types = LiveEvent.options.map((option) => option.shape.type.value);
/** Hidden tabs let go of their connection after this long: a browser grants few per site. */
const hiddenPatienceMs = 60_000;
const longestDelayMs = 30_000;

/** Milliseconds before the next try: doubling from one second, with jitter so that a thousand phones do not return as one. */
export function backoff(failures: number, random: number): number {
  return Math.min(longestDelayMs, 1000 * 2 ** (failures - 1)) * (0.5 + random / 2);
}

/**
 * The one stream of live events of this tab. It opens with the first listener and closes with the last, resumes after
 * the newest event seen, and on `resync` (the gap is too old) has every query load again.
 */
class LiveStream {
  #source: EventSource | null = null;
  #listeners = new Set<Listener>();
  #watchers = new Set<() => void>();
  #lastId = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  status: LiveStatus = 'idle';

  /** `after`: the newest event the caller's data already includes (Board.eventId), so that nothing between is missed. */
  listen(listener: Listener, after?: number): () => void {
    if (this.#listeners.size === 0) this.#start(after ?? 0);
    else if (after !== undefined && after < this.#lastId) queueMicrotask(() => this.#resync(listener));
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #start(after: number): void {
    this.#lastId = after;
    document.addEventListener('visibilitychange', this.#onVisibility);
    window.addEventListener('online', this.#connectNow);
    this.#connect();
  }

  #stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    window.removeEventListener('online', this.#connectNow);
    clearTimeout(this.#hiddenTimer);
    this.#disconnect();
    this.#failures = 0;
    this.#become('idle');
  }

  #connect(): void {
    this.#disconnect();
    this.#become(this.#failures > 1 ? 'lost' : 'connecting');
    const query = this.#lastId > 0 ? { after: this.#lastId } : {};
    const source = new EventSource(urlOf(liveRoutes.live, { query }));
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#become('open');
    };
    source.onerror = () => this.#retry();
    source.onmessage = (message) => this.#receive(message);
    for (const type of types) source.addEventListener(type, (message) => this.#receive(message));
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connectNow = (): void => this.#connect();

  /** EventSource hides why it failed. After two failures the session is asked for: when it is gone, that leads to sign-in. */
  #retry(): void {
    this.#disconnect();
    this.#failures += 1;
    if (this.#failures > 1) this.#become('lost');
    if (this.#failures === 2) void queryClient.invalidateQueries({ queryKey: [entryRoutes.me.path] });
    this.#timer = setTimeout(this.#connectNow, backoff(this.#failures, Math.random()));
  }

  #receive(message: MessageEvent<string>): void {
    const event = parseEvent(message.data);
    if (!event) return;
    if (event.type === 'resync') void queryClient.invalidateQueries();
    this.#lastId = Math.max(this.#lastId, event.id);
    for (const listener of this.#listeners) listener(event);
  }

  #resync(listener: Listener): void {
    void queryClient.invalidateQueries();
    listener({ type: 'resync', id: this.#lastId, at: Date.now() });
  }

  #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === 'hidden') {
      this.#hiddenTimer = setTimeout(() => this.#disconnect(), hiddenPatienceMs);
    } else if (!this.#source) {
      this.#connect();
    }
  };

  #become(status: LiveStatus): void {
    if (status === this.status) return;
    this.status = status;
    for (const watcher of this.#watchers) watcher();
  }
}

/** Reads one event; null for what this version of the app does not know. */
export function parseEvent(text: string): LiveEvent | null {
  try {
    return LiveEvent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export const live = new LiveStream();

/**
 * Hears live events while the screen is shown.
 * @param after newest event the shown data includes, e.g. Board.eventId; the stream starts once it is known (pass
 *   `undefined` while loading and `enabled: false`).
 */
export function useLive(onEvent: Listener, options: { after?: number | undefined; enabled?: boolean } = {}): void {
  const { after, enabled = true } = options;
  const latest = useRef(onEvent);
  const startedAfter = useRef(after);
  useEffect(() => {
    latest.current = onEvent;
    startedAfter.current ??= after;
  });
  useEffect(() => {
    if (!enabled) return;
    return live.listen((event) => latest.current(event), startedAfter.current);
  }, [enabled]);
}

/** `lost` once reconnecting failed twice; `idle` when no screen listens. */
export const useLiveStatus = (): LiveStatus => useSyncExternalStore(live.watch, () => live.status);
