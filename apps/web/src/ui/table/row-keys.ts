import type { KeyboardEvent } from 'react';

const steps: Record<string, (row: Element) => Element | null> = {
  ArrowDown: (row) => row.nextElementSibling,
  ArrowUp: (row) => row.previousElementSibling,
  Home: (row) => row.parentElement?.firstElementChild ?? null,
  End: (row) => row.parentElement?.lastElementChild ?? null,
};

/** Arrow keys, Home and End move between the links that name the rows; Space there selects the row. */
export function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const from = event.target as HTMLElement;
  const row = from.closest('tr');
  if (!row || !from.closest('[data-row-main]')) return;
  const step = steps[event.key];
  const target = step?.(row)?.querySelector<HTMLElement>('[data-row-main] :is(a, button)');
  if (target) {
    event.preventDefault();
    target.focus();
  } else if (event.key === ' ' && from.tagName === 'A') {
    event.preventDefault();
    row.querySelector<HTMLElement>('[data-row-select]')?.click();
  }
}
