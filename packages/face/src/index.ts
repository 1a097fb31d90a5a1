export { FaceError } from './errors.ts';
export type * from './types.ts';
