/** By stable code: HTTP status, what went wrong, and what to do next. */
export type ErrorEntries = Record<string, readonly [status: number, message: string, advice: string]>;
