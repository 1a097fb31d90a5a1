/** A short form of a mark's id that people can read out: its random last 40 bits, in two groups. */
export function receiptOf(markId: string): string {
  const digits = markId.replaceAll('-', '').slice(-10).toUpperCase();
  return `${digits.slice(0, 5)}-${digits.slice(5)}`;
}
