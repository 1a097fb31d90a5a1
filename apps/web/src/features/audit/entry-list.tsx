import type { AuditRecord } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './audit.module.css';
import { actorWords, subjectWords } from './entry-words.ts';

/** One line for each entry: what, on what, by whom, when. */
export function EntryList({ items, onShow }: { items: readonly AuditRecord[]; onShow: (entry: AuditRecord) => void }) {
  return (
    <ol className={classes.list}>
      {items.map((entry) => (
        <li key={entry.seq}>
          <button type="button" className={classes.entry} onClick={() => onShow(entry)}>
            <span className={classes.what}>
              <span className={classes.action}>{t(`audit.action.${entry.action}`)}</span>
              <span className={classes.subject}>{subjectWords(entry)}</span>
            </span>
            <span className={classes.who}>{actorWords(entry)}</span>
            <span className={classes.when}>
              <Time at={entry.at} style="dayTime" />
            </span>
            <Icon name="right" />
          </button>
        </li>
      ))}
    </ol>
  );
}
