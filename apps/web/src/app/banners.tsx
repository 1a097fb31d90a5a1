import { Button } from '@mantine/core';
import { useLiveStatus } from '../live.ts';
import { t } from '../strings/index.ts';
import { Notice } from '../ui/states.tsx';
import { useOnline } from '../ui/use-online.ts';
import { useAppUpdate } from './app-update.ts';
import classes from './banners.module.css';

/** What holds for every page: no network, live updates interrupted, a new version waiting. */
export function Banners() {
  const online = useOnline();
  const live = useLiveStatus();
  const update = useAppUpdate();
  return (
    <div className={classes.banners} role="status">
      {!online && <Notice tone="warn">{t('app.offline')}</Notice>}
      {online && live === 'lost' && <Notice tone="warn">{t('app.liveLost')}</Notice>}
      {update && (
        <Notice>
          <span className={classes.update}>
            {t('app.update')}
            <Button size="compact-md" variant="default" onClick={update}>
              {t('app.updateNow')}
            </Button>
          </span>
        </Notice>
      )}
    </div>
  );
}
