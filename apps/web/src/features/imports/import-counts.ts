import type { ImportReport } from '@smart-presence/contract';

/** Over all kinds of things a file holds; what other systems call them is told only when nothing else is different. */
export function sumOf({ counts }: ImportReport): { create: number; change: number; unchanged: number } {
  const sum = { create: 0, change: 0, unchanged: 0 };
  const isOther = ({ of }: ImportReport['counts'][number]) => of !== 'oneRosterId';
  const others = counts.filter(isOther);
  const told = others.some(({ create, change }) => create + change > 0) ? others : counts;
  for (const { create, change, unchanged } of told) {
    sum.create += create;
    sum.change += change;
    sum.unchanged += unchanged;
  }
  return sum;
}
