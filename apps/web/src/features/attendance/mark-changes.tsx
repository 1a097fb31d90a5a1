import { Skeleton, Text } from '@mantine/core';
import { type MarkChange, routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/requests-words.ts';
import { TextLink } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './mark-changes.module.css';
import { usePolicy } from './mark-kinds.ts';

/** Every change of one mark, oldest first: who, when, from, to, why, how, and what it comes from. The same for students and staff. */
export function MarkChanges({ sessionId, studentId }: { sessionId: string; studentId: string }) {
  const history = useApi(routes.markHistory, { params: { id: sessionId, studentId } });
  return (
    <Loaded query={history} skeleton={<Skeleton height={120} />}>
      {(changes) =>
        changes.length === 0 ? (
          <Text c="dimmed">{t('history.none')}</Text>
        ) : (
          <ol className={classes.changes}>
            {changes.map((change) => (
              <li key={change.id}>
                <Change change={change} />
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function Change({ change }: { change: MarkChange }) {
  const { from, to, recordedAt, actor, method, reason, origin } = change;
  const policy = usePolicy();
  const name = (code: string) => policy?.marks.find((kind) => kind.code === code)?.name ?? code;
  const who = actor ? t('history.by', { name: actor.name }) : t('history.byClock');
  return (
    <>
      <strong>
        {from === null ? t('history.first', { to: name(to) }) : t('history.change', { from: name(from), to: name(to) })}
      </strong>
      <div className={classes.more}>
        <Time at={recordedAt} /> · {who} · {t(`attendance.method.${method}`)}
      </div>
      {reason && <div className={classes.reason}>{reason}</div>}
      {origin && (
        <TextLink to="/requests" size="sm">
          {t(`history.origin.${origin.kind}`)}
        </TextLink>
      )}
    </>
  );
}
