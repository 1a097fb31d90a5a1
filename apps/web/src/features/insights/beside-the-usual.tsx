import '../../strings/insight-words.ts';
import { routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { besideUsual, shownPercent } from './beside-usual.ts';
import classes from './insights.module.css';

/** One session that is over beside what is usual in its section. Without an answer the page is whole. */
export function BesideTheUsual({ sessionId, sectionId }: { sessionId: string; sectionId: string }) {
  const { data } = useApi(routes.sectionInsight, { params: { id: sectionId } });
  const session = data?.sessions.find(({ id }) => id === sessionId);
  const beside = session && besideUsual(session.percent, data?.usualPercent ?? null);
  if (!beside || session?.percent == null) return null;
  return (
    <p className={classes.beside}>
      {t('insight.thisSession', { percent: shownPercent(session.percent), beside })}{' '}
      <TextLink to="/sections/$id/insight" params={{ id: sectionId }}>
        {t('insight.more')}
      </TextLink>
    </p>
  );
}
