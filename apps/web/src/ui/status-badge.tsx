import { Icon, type IconName } from './icon.tsx';
import classes from './status-badge.module.css';

/** ok: as it should be; warn: look at it; bad: act; info: going on; neutral: nothing to say. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'neutral';

const shapes: Record<Tone, IconName> = {
  ok: 'checkCircle',
  warn: 'warning',
  bad: 'stop',
  info: 'clock',
  neutral: 'dash',
};

/** A state as words, colour and shape: readable without seeing colour. */
export function StatusBadge({ tone, children, icon }: { tone: Tone; children: string; icon?: IconName }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon name={icon ?? shapes[tone]} size={16} />
      {children}
    </span>
  );
}
