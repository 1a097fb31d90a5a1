export { openFile, sealFile } from './sealed-file.ts';
export { wrappedKeysOf } from './wrapped-keys.ts';
