import type { OwnFeedback } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import classes from './feedback.module.css';

/** What somebody of staff answered, under what was said. */
export function Reply({ reply }: { reply: OwnFeedback['reply'] }) {
  const zone = useZone();
  if (!reply) return null;
  return (
    <div className={classes.reply}>
      <div className={classes.more}>
        {t('feedback.answerBy', { name: reply.by.name, when: formatInstant(reply.at, zone) })}
      </div>
      <p className={classes.said}>{reply.text}</p>
    </div>
  );
}
