/** The mapping with one column changed; a column of the file that was used elsewhere moves. */
export function remap(mapping: Readonly<Record<string, string>>, ours: string, theirs: string): Record<string, string> {
  const rest = Object.entries(mapping).filter(([name, column]) => name !== ours && column !== theirs);
  return { ...Object.fromEntries(rest), ...(theirs !== '' && { [ours]: theirs }) };
}
