interface DatabaseFault {
  code?: string;
  errcode?: number;
  message?: string;
}

const SQLITE_UNIQUE = [2067, 1555];
const SQLITE_FOREIGN_KEY = 787;
/** A foreign key, and one that restricts: PostgreSQL 18 tells them apart. */
const POSTGRES_FOREIGN_KEY = ['23503', '23001'];

/** A unique index or primary key refused the row, in either database. */
export const isUniqueViolation = (error: unknown): boolean => {
  const fault = error as DatabaseFault;
  return fault?.code === '23505' || SQLITE_UNIQUE.includes(fault?.errcode ?? 0);
};

/** A reference points nowhere, or something still points here. */
export const isForeignKeyViolation = (error: unknown): boolean => {
  const fault = error as DatabaseFault;
  return POSTGRES_FOREIGN_KEY.includes(fault?.code ?? '') || fault?.errcode === SQLITE_FOREIGN_KEY;
};

/** The database cannot be reached or written right now: the caller should answer 503 and nothing was changed. */
export const isUnavailable = (error: unknown): boolean => {
  const fault = error as DatabaseFault;
  const code = fault?.code ?? '';
  if (/^(08|53|57P)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code))
    return true;
  // SQLITE_BUSY, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN in their low byte.
  return code === 'ERR_SQLITE_ERROR' && [5, 8, 10, 13, 14].includes((fault.errcode ?? 0) & 0xff);
};

/** Two transactions were in each other's way and this one was chosen to give up: doing it again may work. */
export const isContention = (error: unknown): boolean =>
  ['40P01', '40001'].includes((error as DatabaseFault)?.code ?? '');
