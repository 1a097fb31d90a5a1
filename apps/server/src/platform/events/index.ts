export type { DomainEvent } from './domain-event.ts';
export { type EventFeed, openEventFeed, readEvents, type StoredEvent } from './feed.ts';
export { newestEventId, publish, publishAll } from './publish.ts';
export { takeTurn } from './turn.ts';
