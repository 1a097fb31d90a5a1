import { Skeleton } from '@mantine/core';
import { routes, type SecurityCase } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Notice } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { EventList } from './event-list.tsx';
import { Part } from './part.tsx';
import classes from './security.module.css';
import { useSecurityEvents } from './use-security-events.ts';
import { linkWords } from './words-of-security.ts';

/** A case: who belongs to it, what links each two of them, and what they did. */
export function CasePage() {
  const { id } = useParams({ from: '/app/admin/security/cases/$id' });
  const query = useApi(routes.getCase, { params: { id } });
  useSecurityEvents();
  return (
    <Page
      title={t('security.caseTitle')}
      description={t('security.caseDescription')}
      back={<BackLink to="/admin/security">{t('security.back')}</BackLink>}
    >
      <Loaded query={query} skeleton={<Skeleton height={240} />}>
        {({ case: one, events }) => (
          <div className={classes.parts}>
            {one.state === 'closed' && <Notice>{t('security.caseClosed')}</Notice>}
            {one.alertId !== null && (
              <TextLink to="/admin/security/alerts/$id" params={{ id: one.alertId }}>
                {t('security.alert')}
              </TextLink>
            )}
            <Part title={t('security.members')}>
              <Members members={one.members} />
            </Part>
            <Part title={t('security.links')}>
              <Links one={one} />
            </Part>
            <Part title={t('security.timeline')}>
              {events.length > 0 ? (
                <EventList events={events} label={t('security.timeline')} />
              ) : (
                <Empty icon="history" title={t('security.feedEmpty')}>
                  {t('security.noEvents')}
                </Empty>
              )}
            </Part>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Members({ members }: { members: SecurityCase['members'] }) {
  return (
    <ul className={classes.list} aria-label={t('security.members')}>
      {members.map(({ id, name, usn }) => (
        <li key={id}>
          <TextLink to="/admin/people/$id" params={{ id }}>
            {name}
          </TextLink>
          {usn && ` ${usn}`}
        </li>
      ))}
    </ul>
  );
}

function Links({ one: { members, links } }: { one: SecurityCase }) {
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? '';
  return (
    <ul className={classes.list} aria-label={t('security.links')}>
      {links.map((link) => (
        <li key={`${link.kind} ${link.a} ${link.b}`}>
          <div className={classes.row}>
            <div className={classes.what}>
              <span>
                {t('security.linkOf', { a: nameOf(link.a), b: nameOf(link.b) })} {t('security.because')}{' '}
                {linkWords(link)}
              </span>
              <span className={classes.dim}>
                <Time at={link.firstAt} /> – <Time at={link.lastAt} />
              </span>
            </div>
            <StatusBadge tone={link.strength >= 1 ? 'warn' : 'neutral'}>
              {t(link.strength >= 1 ? 'security.strength.strong' : 'security.strength.weak')}
            </StatusBadge>
          </div>
        </li>
      ))}
    </ul>
  );
}
