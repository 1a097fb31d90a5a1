import { promisify } from 'node:util';
import { crc32, deflateRaw as deflateLater } from 'node:zlib';

const deflate = promisify(deflateLater);

const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END_BYTES = 22;
const DEFLATED = 8;

/** 1980-01-01, the oldest day a ZIP knows: equal contents make equal archives. */
const FIRST_DAY = 0x21;
const UTF8_NAMES = 0x800;

/** An archive of these files, in this order. */
export const writeZip = async (files: ReadonlyMap<string, string | Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [fileName, text] of files) {
    const [name, content] = [Buffer.from(fileName), typeof text === 'string' ? Buffer.from(text) : text];
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
