/** The key that sets each mark: its first letter, for the mark that claims it first. Marks without one have none. */
export function keysOf(codes: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  for (const code of codes) {
    const key = code.charAt(0);
    if (taken.has(key)) continue;
    taken.add(key);
    keys.set(code, key);
  }
  return keys;
}
