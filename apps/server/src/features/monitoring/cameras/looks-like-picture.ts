/** So many bytes tell what it is. */
export const SNIFF_BYTES = 12;

/** JPEG, PNG or WebP by the first bytes, whatever the sender calls it. */
export const looksLikePicture = (start: Buffer): boolean => typeOfPicture(start) !== undefined;

export const typeOfPicture = (start: Buffer): 'image/jpeg' | 'image/png' | 'image/webp' | undefined => {
  const head = start.toString('latin1', 0, SNIFF_BYTES);
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'image/webp' : undefined;
};
