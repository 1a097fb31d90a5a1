import { routes, type SecurityCase } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './security.module.css';

const namesOf = ({ members }: SecurityCase): string => members.map(({ name }) => name).join(', ');

/** Students who seem to act together. */
export function CaseList() {
  const cases = useApi(routes.listCases, { query: {} });
  return (
    <Loaded
      query={cases}
      skeleton={<TableSkeleton rows={2} />}
      isEmpty={({ total }) => total === 0}
      empty={
        <Empty icon="checkCircle" title={t('security.casesNone')}>
          {t('security.casesNoneBody')}
        </Empty>
      }
    >
      {({ items }) => (
        <ul className={classes.list} aria-label={t('security.casesTitle')}>
          {items.map((one) => (
            <li key={one.id}>
              <div className={classes.what}>
                <TextLink to="/admin/security/cases/$id" params={{ id: one.id }}>
                  {t('security.case', { count: one.members.length })}
                </TextLink>
                <span>{namesOf(one)}</span>
                <span className={classes.dim}>
                  <Time at={one.lastAt} /> · {t(one.state === 'open' ? 'security.state.open' : 'security.caseClosed')}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
