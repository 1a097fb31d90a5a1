import { fail } from '../../../../platform/http/index.ts';
import { inMemory, isWithin, openZip } from '../../../../platform/zip/index.ts';

/** What a bundle may be at most: more is refused before it is unpacked. */
export const ZIP_LIMITS = {
  entries: 64,
  /** Bytes of one file, and of all of them. */
  fileBytes: 100_000_000,
  totalBytes: 200_000_000,
  /** Unpacked to packed; texts of tables reach some 30. */
  ratio: 200,
};

/**
 * The files of a bundle, by name: all of them within the limits, or none.
 * @throws AppError `import_unreadable`, `import_too_large`.
 */
export const readZip = async (bytes: Buffer): Promise<Map<string, Buffer>> => {
  const zip = await openZip(inMemory(bytes), ZIP_LIMITS);
  if (!zip.entries.every((entry) => isWithin(entry, ZIP_LIMITS))) fail('import_too_large');
  const files = new Map<string, Buffer>();
  for (const entry of zip.entries) {
    if (entry.name.endsWith('/')) continue;
    if (files.has(entry.name)) fail('import_unreadable');
    files.set(entry.name, await zip.contentOf(entry));
  }
  return files;
};
