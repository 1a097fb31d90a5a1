import type { ImportReport } from '@smart-presence/contract';

/** Over all kinds of things a file holds. */
export function sumOf({ counts }: ImportReport): { create: number; change: number; unchanged: number } {
  const sum = { create: 0, change: 0, unchanged: 0 };
  for (const { create, change, unchanged } of counts) {
    sum.create += create;
    sum.change += change;
    sum.unchanged += unchanged;
  }
  return sum;
}
