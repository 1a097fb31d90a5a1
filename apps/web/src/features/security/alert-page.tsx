import { Skeleton } from '@mantine/core';
import { routes, type SecurityAlert } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Notice } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { whoWords } from './alert-list.tsx';
import { EventList } from './event-list.tsx';
import { Part } from './part.tsx';
import classes from './security.module.css';
import { SettleAlert } from './settle-alert.tsx';
import { useSecurityEvents } from './use-security-events.ts';
import { reasonWords, subjectWords, toneOf } from './words-of-security.ts';

/** One alert: why it is there, what happened, and what comes of it. */
export function AlertPage() {
  const { id } = useParams({ from: '/app/admin/security/alerts/$id' });
  const query = useApi(routes.getAlert, { params: { id } });
  useSecurityEvents();
  const alert = query.data?.alert;
  return (
    <Page
      title={alert ? `${t(`security.kind.${alert.kind}`)}: ${subjectWords(alert.subject)}` : t('security.alert')}
      back={<BackLink to="/admin/security">{t('security.back')}</BackLink>}
    >
      <Loaded query={query} skeleton={<Skeleton height={240} />}>
        {({ alert: loaded, events }) => (
          <div className={classes.parts}>
            <Summary alert={loaded} />
            <Part title={t('security.alertEvents')}>
              {events.length > 0 ? (
                <EventList events={events} label={t('security.alertEvents')} />
              ) : (
                <Nothing alert={loaded} />
              )}
            </Part>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ alert }: { alert: SecurityAlert }) {
  const { severity, because, openedAt, note, subject, points } = alert;
  return (
    <div className={classes.what}>
      <StatusBadge tone={toneOf[severity]}>{t(`security.severity.${severity}`)}</StatusBadge>
      <span className={classes.dim}>
        <Time at={openedAt} style="full" /> · {whoWords(alert)}
        {points > 0 && ` · ${t('security.points', { count: points })}`}
      </span>
      {because.length > 0 && (
        <ul className={classes.reasons} aria-label={t('security.because')}>
          {because.map((reason) => (
            <li key={reason.code}>{reasonWords(reason)}</li>
          ))}
        </ul>
      )}
      {subject.kind === 'case' && (
        <TextLink to="/admin/security/cases/$id" params={{ id: subject.id }}>
          {t('security.toCase')}
        </TextLink>
      )}
      {subject.kind === 'person' && subject.name !== null && (
        <TextLink to="/admin/people/$id" params={{ id: subject.id }}>
          {t('security.toPerson')}
        </TextLink>
      )}
      {note && <Notice>{note}</Notice>}
      <SettleAlert alert={alert} />
    </div>
  );
}

function Nothing({ alert: { subject } }: { alert: SecurityAlert }) {
  return (
    <Empty icon="history" title={subject.kind === 'case' ? t('security.caseTitle') : t('security.noEvents')}>
      {subject.kind === 'case' ? t('security.casesNoneBody') : ''}
    </Empty>
  );
}
