/**
 * USNs from what is pasted: one per line, or separated by commas, semicolons, tabs or spaces; each once, whatever its
 * case, in the order of first appearance.
 */
export function readUsns(text: string): string[] {
  const seen = new Map<string, string>();
  for (const usn of text.split(/[\s,;]+/)) {
    if (usn !== '' && !seen.has(usn.toUpperCase())) seen.set(usn.toUpperCase(), usn);
  }
  return [...seen.values()];
}
