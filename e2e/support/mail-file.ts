/** The HTML part of a mail as it lies in a file. @throws Error when it has none. */
export function htmlOf(raw: string): string {
  const part = raw.split(/^--.+$/m).find((one) => /^content-type: text\/html/im.test(one));
  const at = part?.search(/\r?\n\r?\n/) ?? -1;
  if (!part || at < 0) throw new Error('a mail without HTML');
  const body = part.slice(at).trim();
  return /^content-transfer-encoding: base64/im.test(part)
    ? Buffer.from(body, 'base64').toString('utf8')
    : unquoted(body);
}

/** Quoted-printable (RFC 2045, 6.7): `=` and two digits are a byte, `=` at the end of a line joins it to the next. */
function unquoted(text: string): string {
  const joined = text.replace(/=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString('utf8');
}
