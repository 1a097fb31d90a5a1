import type { DocumentType } from '@smart-presence/contract';

/** A PDF may have some bytes of a mail or a scanner before it starts (ISO 32000-1, implementation note 13). */
const PDF_STARTS_WITHIN = 1024;
/** Shorter than any file of these kinds that shows something. */
const LEAST_BYTES = 32;

/** What a file is by its first bytes; undefined: none of the kinds that are kept. Nothing of it is decoded. */
export const typeOfDocument = (bytes: Buffer): DocumentType | undefined => {
  if (bytes.length < LEAST_BYTES) return undefined;
  const starts = (...signature: number[]) => signature.every((byte, at) => bytes[at] === byte);
  const says = (text: string, at: number) => bytes.toString('latin1', at, at + text.length) === text;
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (says('RIFF', 0) && says('WEBP', 8)) return 'image/webp';
  const head = bytes.toString('latin1', 0, PDF_STARTS_WITHIN);
  const isOtherwise = /^\s*(<|#!|MZ|PK|\{)/i.test(head);
  return !isOtherwise && /%PDF-[12]\.\d/.test(head) ? 'application/pdf' : undefined;
};

/** How a file of a kind is called. */
export const endingOf: Record<DocumentType, string> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};
