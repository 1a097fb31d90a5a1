import { useState } from 'react';

/** What the side panel is open for: `{}` to add, `{item}` to edit, null when it is shut. */
export type Open<T> = { item?: T } | null;

export function useOpen<T>() {
  const [open, setOpen] = useState<Open<T>>(null);
  return {
    open,
    add: () => setOpen({}),
    edit: (item: T) => setOpen({ item }),
    close: () => setOpen(null),
  };
}
