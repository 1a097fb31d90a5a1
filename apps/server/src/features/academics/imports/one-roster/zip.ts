import { promisify } from 'node:util';
import { crc32, deflateRaw as deflateLater, inflateRaw as inflateLater } from 'node:zlib';
import { fail } from '../../../../platform/http/index.ts';

const deflate = promisify(deflateLater);
const inflate = promisify(inflateLater);

/** What an archive may be at most: more is refused before it is unpacked. */
export const ZIP_LIMITS = {
  entries: 64,
  /** Bytes of one file, and of all of them. */
  fileBytes: 100_000_000,
  totalBytes: 200_000_000,
  /** Unpacked to packed; texts of tables reach some 30. */
  ratio: 200,
};

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  name: string;
  method: number;
  checksum: number;
  packed: number;
  size: number;
  /** Of its local header. */
  at: number;
}

const broken = (): never => fail('import_unreadable');

/**
 * The files of a ZIP archive (APPNOTE 6.3.10, without encryption, parts and ZIP64), by name. Sizes that the archive claims are
 * checked first, and unpacking stops where they are exceeded.
 * @throws AppError `import_unreadable`, `import_too_large`.
 */
export const readZip = async (zip: Buffer): Promise<Map<string, Buffer>> => {
  const entries = directoryOf(zip);
  if (entries.length > ZIP_LIMITS.entries) fail('import_too_large');
  let total = 0;
  for (const { size, packed } of entries) {
    total += size;
    if (size > ZIP_LIMITS.fileBytes || total > ZIP_LIMITS.totalBytes || size > packed * ZIP_LIMITS.ratio)
      fail('import_too_large');
  }
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    if (files.has(entry.name)) broken();
    files.set(entry.name, await contentOf(zip, entry));
  }
  return files;
};

const directoryOf = (zip: Buffer): Entry[] => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end < zip.length - END_BYTES - MOST_COMMENT || end + END_BYTES > zip.length) return broken();
  if (zip.readUInt32LE(end) !== END) return broken();
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > end || zip.readUInt32LE(at) !== ENTRY) return broken();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const isEncrypted = (zip.readUInt16LE(at + 8) & 1) === 1;
    const method = zip.readUInt16LE(at + 10);
    if (isEncrypted || (method !== STORED && method !== DEFLATED)) return broken();
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameBytes),
      method,
      checksum: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
};

const contentOf = async (zip: Buffer, { method, checksum, packed, size, at }: Entry): Promise<Buffer> => {
  if (at + 30 > zip.length || zip.readUInt32LE(at) !== LOCAL) return broken();
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const bytes = zip.subarray(start, start + packed);
  if (bytes.length !== packed) return broken();
  // One byte more than claimed is refused by zlib itself.
  const content =
    method === STORED ? bytes : await inflate(bytes, { maxOutputLength: Math.max(1, size) }).catch(broken);
  return content.length === size && crc32(content) === checksum ? content : broken();
};

/** 1980-01-01, the oldest day a ZIP knows: equal contents make equal archives. */
const FIRST_DAY = 0x21;
const UTF8_NAMES = 0x800;

/** An archive of these files, in this order. */
export const writeZip = async (files: ReadonlyMap<string, string>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [fileName, text] of files) {
    const [name, content] = [Buffer.from(fileName), Buffer.from(text)];
    const packed = await deflate(content);
    const common = Buffer.alloc(26);
    for (const [offset, value] of [
      [0, 20],
      [2, UTF8_NAMES],
      [4, DEFLATED],
      [6, 0],
      [8, FIRST_DAY],
      [22, name.length],
      [24, 0],
    ] as const)
      common.writeUInt16LE(value, offset);
    for (const [offset, value] of [
      [10, crc32(content)],
      [14, packed.length],
      [18, content.length],
    ] as const)
      common.writeUInt32LE(value, offset);
    const local = Buffer.concat([signature(LOCAL), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([signature(ENTRY), Buffer.from([20, 0]), common, tail, name]));
    pieces.push(local);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, entries, end]);
};

const signature = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
