export { inMemory, isWithin, openZip, type Zip, type ZipEntry, type ZipLimits, type ZipSource } from './open-zip.ts';
export { writeZip } from './write-zip.ts';
