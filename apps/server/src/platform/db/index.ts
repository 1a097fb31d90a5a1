export { chunksOf, inChunks } from './chunks.ts';
export { isForeignKeyViolation, isUnavailable, isUniqueViolation } from './errors.ts';
export { oneAtATime, skippingClaimed } from './locks.ts';
export { migrate, pendingMigrations } from './migrate.ts';
export { newId } from './new-id.ts';
export { type Db, type Engine, engineFor, openDatabase, type Trx, urlFor } from './open.ts';
export type { Schema } from './schema.ts';
export { escapeLike, likeAnyCase } from './text-search.ts';
export { commits, transact } from './transact.ts';
