import { t } from '../../../strings/index.ts';
import classes from './or.module.css';

/** Between two ways in. */
export function Or() {
  return <div className={classes.or}>{t('sso.or')}</div>;
}
