import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './check-in.module.css';
import type { PlaceState } from './use-place.ts';

/** How the search for the device's position stands. */
export function PlaceLine({ place }: { place: PlaceState }) {
  if (place.is === 'off') return null;
  const words =
    place.is === 'found'
      ? t('student.checkIn.place.found', { metres: place.metres })
      : t(`student.checkIn.place.${place.is}`);
  return (
    <p className={classes.place}>
      <Icon name="pin" size={18} />
      {words}
    </p>
  );
}
