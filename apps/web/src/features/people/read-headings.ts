/** The cells of a CSV's first row. Recognises `,` `;` and tab, and quoted cells with doubled quotes or line breaks. */
export function readHeadings(csv: string): string[] {
  const text = csv.replace(/^\uFEFF/, '');
  const separator = likelySeparator(text);
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isQuoted && char === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === separator) {
      cells.push(cell);
      cell = '';
    } else if (!isQuoted && (char === '\n' || char === '\r')) break;
    else cell += char;
  }
  return [...cells, cell].filter((name) => name.trim() !== '');
}

/** The separator that occurs most in the first line, quoted cells aside. */
function likelySeparator(text: string): string {
  const line =
    text
      .slice(0, 5000)
      .replace(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? '';
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}
