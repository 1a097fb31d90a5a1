import { Title } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { type Key, t } from '../../strings/index.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './settings.module.css';

interface Entry {
  to: LinkProps['to'];
  icon: IconName;
  title: Key;
  body: Key;
  /** Shown when something waits there. */
  waits?: 'registrations' | 'requests';
}

const groups: readonly { id: string; title: Key; entries: readonly Entry[] }[] = [
  {
    id: 'people',
    title: 'settings.people',
    entries: [
      {
        to: '/admin/registrations',
        icon: 'people',
        title: 'settings.registrations',
        body: 'settings.registrationsBody',
        waits: 'registrations',
      },
      { to: '/admin/security', icon: 'shield', title: 'settings.security', body: 'settings.securityBody' },
      { to: '/admin/access', icon: 'shield', title: 'settings.access', body: 'settings.accessBody' },
      {
        to: '/admin/single-sign-on',
        icon: 'link',
        title: 'settings.singleSignOn',
        body: 'settings.singleSignOnBody',
      },
      { to: '/admin/roles', icon: 'list', title: 'settings.roles', body: 'settings.rolesBody' },
    ],
  },
  {
    id: 'students',
    title: 'settings.students',
    entries: [
      { to: '/requests', icon: 'mail', title: 'settings.requests', body: 'settings.requestsBody', waits: 'requests' },
      { to: '/feedback', icon: 'star', title: 'settings.feedback', body: 'settings.feedbackBody' },
      { to: '/reports', icon: 'download', title: 'settings.reports', body: 'settings.reportsBody' },
      { to: '/admin/accuracy', icon: 'face', title: 'settings.accuracy', body: 'settings.accuracyBody' },
    ],
  },
  {
    id: 'devices',
    title: 'settings.devices',
    entries: [
      { to: '/admin/kiosks', icon: 'monitor', title: 'settings.kiosks', body: 'settings.kiosksBody' },
      { to: '/admin/room-cameras', icon: 'camera', title: 'settings.cameras', body: 'settings.camerasBody' },
      { to: '/admin/monitoring', icon: 'building', title: 'settings.monitoring', body: 'settings.monitoringBody' },
    ],
  },
  {
    id: 'server',
    title: 'settings.server',
    entries: [
      { to: '/admin/audit', icon: 'shield', title: 'settings.audit', body: 'settings.auditBody' },
      { to: '/admin/imports', icon: 'upload', title: 'settings.imports', body: 'settings.importsBody' },
      { to: '/admin/privacy', icon: 'lock', title: 'settings.privacy', body: 'settings.privacyBody' },
      { to: '/admin/retention', icon: 'clock', title: 'settings.retention', body: 'settings.retentionBody' },
      { to: '/admin/breach', icon: 'warning', title: 'settings.breach', body: 'settings.breachBody' },
      { to: '/admin/jobs', icon: 'history', title: 'settings.jobs', body: 'settings.jobsBody' },
      { to: '/admin/mail', icon: 'mail', title: 'settings.mail', body: 'settings.mailBody' },
    ],
  },
];

/** The way to everything that is set up rarely; what waits for the administrator says so here. */
export function Settings() {
  const overview = useApi(routes.overview, {});
  const requests = useApi(routes.listRequests, { query: { pageSize: 1 } });
  const waiting = { registrations: overview.data?.people.registered ?? 0, requests: requests.data?.total ?? 0 };
  return (
    <Page title={t('settings.title')} description={t('settings.description')}>
      {groups.map(({ id, title, entries }) => (
        <section key={id} className={classes.group} aria-labelledby={`settings-${id}`}>
          <Title order={2} size="h3" id={`settings-${id}`}>
            {t(title as 'settings.people')}
          </Title>
          <ul className={classes.list}>
            {entries.map((entry) => (
              <li key={entry.to}>
                <EntryLink entry={entry} count={entry.waits ? waiting[entry.waits] : 0} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

const EntryLink = ({ entry: { to, icon, title, body }, count }: { entry: Entry; count: number }) => (
  <Link to={to} className={classes.entry}>
    <span className={classes.icon}>
      <Icon name={icon} size={24} />
    </span>
    <span className={classes.words}>
      <span className={classes.title}>{t(title as 'settings.mail')}</span>
      <span className={classes.body}>{t(body as 'settings.mailBody')}</span>
      {count > 0 && <StatusBadge tone="warn">{t('settings.waiting', { count })}</StatusBadge>}
    </span>
    <Icon name="right" />
  </Link>
);
