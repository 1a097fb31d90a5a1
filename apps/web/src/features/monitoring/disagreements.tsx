import { Button, Title } from '@mantine/core';
import type { Disagreement } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import classes from './room.module.css';

interface DisagreementsProps {
  kind: 'notSeen' | 'notMarked';
  students: readonly Disagreement[];
  onMark: (studentId: string) => void;
}

/** Students whose mark and the room do not agree, each with how sure that is and the way to the mark. */
export function Disagreements({ kind, students, onMark }: DisagreementsProps) {
  return (
    <section aria-labelledby={kind} className={classes.list}>
      <Title order={2} size="h3" id={kind}>
        {t(`roomView.${kind}`)} <span className={classes.count}>{students.length}</span>
      </Title>
      {students.length === 0 && <p className={classes.none}>{t(`roomView.${kind}None`)}</p>}
      <ul>
        {students.map(({ student, mark, seen, looks, lastSeenAt }) => (
          <li key={student.id} className={classes.student}>
            <div className={classes.who}>
              <strong>{student.name}</strong>
              <span className={classes.more}>
                {kind === 'notSeen'
                  ? t('roomView.notSeenIn', { count: looks })
                  : t('roomView.seenIn', { seen, count: looks })}
                {lastSeenAt !== null && (
                  <>
                    {' · '}
                    <Time at={lastSeenAt} style="time" />
                  </>
                )}
              </span>
            </div>
            <MarkBadge code={mark} />
            <Button
              variant="default"
              leftSection={<Icon name="edit" />}
              aria-label={t('roomView.correct', { name: student.name })}
              onClick={() => onMark(student.id)}
            >
              {t('roomView.correctShort')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
