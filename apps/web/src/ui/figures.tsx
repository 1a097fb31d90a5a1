import type { ReactNode } from 'react';
import { language } from '../strings/index.ts';
import classes from './figures.module.css';
import type { Tone } from './status-badge.tsx';

export interface Figure {
  label: string;
  value: number | string;
  /** A few words under the value. */
  note?: ReactNode;
  tone?: Tone | undefined;
}

const numbers = new Intl.NumberFormat(language);

/** Big numbers with their names, side by side. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map(({ label, value, note, tone }) => (
        <div key={label} className={classes.figure} data-tone={tone}>
          <dt>{label}</dt>
          <dd>
            <span className={classes.value}>{typeof value === 'number' ? numbers.format(value) : value}</span>
            {note && <span className={classes.note}>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
