import { PostgresDialect } from 'kysely';
import pg from 'pg';

const INT8 = 20;
const NUMERIC = 1700;
// Instants and counts fit a double exactly; text would leak into replies as strings.
pg.types.setTypeParser(INT8, Number);
pg.types.setTypeParser(NUMERIC, Number);

export interface PostgresOptions {
  url: string;
  maxConnections: number;
  /** A pooled connection broke while idle (server restart): logged, the pool replaces it. */
  onIdleError: (error: Error) => void;
}

export const postgresPool = ({ url, maxConnections, onIdleError }: PostgresOptions): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: maxConnections, connectionTimeoutMillis: 5000 });
  pool.on('error', onIdleError);
  return pool;
};

export const postgresDialect = (pool: pg.Pool): PostgresDialect => new PostgresDialect({ pool });
