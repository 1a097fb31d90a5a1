import type { SecurityEvent } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './security.module.css';
import { detailsOf, reasonWords, subjectWords } from './words-of-security.ts';

/** Security events, newest first: who did what, when and with whom. */
export function EventList({ events, label }: { events: readonly SecurityEvent[]; label: string }) {
  return (
    <ol className={classes.list} aria-label={label}>
      {events.map((event) => (
        <li key={event.id}>
          <div className={classes.what}>
            <span>
              <Who event={event} />: {reasonWords(event)}
            </span>
            <span className={classes.dim}>
              <Time at={event.lastAt} /> · {t(`security.kind.${event.kind}`)}
              {detailsOf(event) && ` · ${detailsOf(event)}`}
            </span>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Who({ event: { actor } }: { event: SecurityEvent }) {
  if (actor.kind !== 'person' || actor.name === null) return <>{subjectWords(actor)}</>;
  return (
    <TextLink underline="always" to="/admin/people/$id" params={{ id: actor.id }}>
      {subjectWords(actor)}
    </TextLink>
  );
}
