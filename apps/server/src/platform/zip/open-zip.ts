import { promisify } from 'node:util';
import { crc32, inflateRaw as inflateLater } from 'node:zlib';
import { fail } from '../http/index.ts';

const inflate = promisify(inflateLater);

/** Where an archive is read from: whole in memory, or in parts somewhere else. */
export interface ZipSource {
  /** Bytes. */
  readonly size: number;
  /** Bytes from `at` on; fewer only at the end of the archive. */
  read(at: number, length: number): Promise<Buffer>;
}

/** What an archive may be at most: more is refused before it is unpacked. */
export interface ZipLimits {
  entries: number;
  /** Bytes of one file, unpacked. */
  fileBytes: number;
  /** Bytes of all files, unpacked. */
  totalBytes: number;
  /** Unpacked to packed. */
  ratio: number;
}

export interface ZipEntry {
  /** As the archive spells it, with folders; ends in `/` for a folder. Never a path to write to. */
  name: string;
  /** Bytes that the archive claims, unpacked. */
  size: number;
  /** Bytes that the archive claims, as they are in it. */
  packed: number;
  method: number;
  checksum: number;
  /** Of its local header. */
  at: number;
}

export interface Zip {
  entries: readonly ZipEntry[];
  /** @throws AppError `import_unreadable`, `import_too_large`: of this entry alone. */
  contentOf(entry: ZipEntry): Promise<Buffer>;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const MOST_COMMENT = 65_535;
/** Of one entry in the directory, on average; names with folders stay below. */
const MOST_ENTRY_BYTES = 1_000;
const STORED = 0;
const DEFLATED = 8;

const broken = (): never => fail('import_unreadable');

/**
 * Opens a ZIP archive (APPNOTE 6.3.10, without encryption, parts and ZIP64): reads its directory, and unpacks an entry when it
 * is asked for. Sizes that the archive claims are checked first, and unpacking stops where they are exceeded.
 * @throws AppError `import_unreadable`, `import_too_large`.
 */
export const openZip = async (source: ZipSource, limits: ZipLimits): Promise<Zip> => {
  const entries = await directoryOf(source, limits);
  if (entries.reduce((sum, { size }) => sum + size, 0) > limits.totalBytes) fail('import_too_large');
  return { entries, contentOf: (entry) => contentOf(source, entry, limits) };
};

/** The whole archive at hand. */
export const inMemory = (zip: Buffer): ZipSource => ({
  size: zip.length,
  read: (at, length) => Promise.resolve(zip.subarray(at, at + length)),
});

/** Whether what an entry claims about itself is within the limits. */
export const isWithin = ({ size, packed }: ZipEntry, { fileBytes, ratio }: ZipLimits): boolean =>
  size <= fileBytes && size <= packed * ratio;

const directoryOf = async (source: ZipSource, limits: ZipLimits): Promise<ZipEntry[]> => {
  const tailAt = Math.max(0, source.size - END_BYTES - MOST_COMMENT);
  const tail = await source.read(tailAt, source.size - tailAt);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + END_BYTES > tail.length || tail.readUInt32LE(end) !== END) return broken();
  const [count, bytes, begin] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count > limits.entries || bytes > limits.entries * MOST_ENTRY_BYTES) return fail('import_too_large');
  if (begin + bytes > tailAt + end) return broken();
  return entriesIn(await source.read(begin, bytes), count);
};

const entriesIn = (directory: Buffer, count: number): ZipEntry[] => {
  const entries: ZipEntry[] = [];
  for (let n = 0, at = 0; n < count; n += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY) return broken();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    const method = directory.readUInt16LE(at + 10);
    if (isEncrypted || (method !== STORED && method !== DEFLATED)) return broken();
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method,
      checksum: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
};

const contentOf = async (source: ZipSource, entry: ZipEntry, limits: ZipLimits): Promise<Buffer> => {
  const { method, checksum, packed, size, at } = entry;
  if (!isWithin(entry, limits)) return fail('import_too_large');
  const local = await source.read(at, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL) return broken();
  const start = at + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  // What is stored is as long as it is: a claim of more packed bytes than that would be read for nothing.
  if (method === STORED ? packed !== size : packed > limits.fileBytes) return broken();
  const bytes = await source.read(start, packed);
  if (bytes.length !== packed) return broken();
  // One byte more than claimed is refused by zlib itself.
  const content =
    method === STORED ? bytes : await inflate(bytes, { maxOutputLength: Math.max(1, size) }).catch(broken);
  return content.length === size && crc32(content) === checksum ? content : broken();
};
