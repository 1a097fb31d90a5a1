export { type EventFeed, openEventFeed, readEvents, type StoredEvent } from './feed.ts';
export { type DomainEvent, newestEventId, publish, publishAll, takeTurn } from './publish.ts';
