import { type AccuracyStudy, distanceStep } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { LineChart, type Series } from '../../ui/charts/charts.tsx';
import { coarse, sumOf } from './coarse.ts';

/** Own faces and different ones over the distance, each as percent of its own. The table above holds what follows from them. */
export function ScoresChart({ study: { genuine, impostor } }: { study: AccuracyStudy }) {
  const own = genuine.filter(({ way }) => way === 'face-self').map(({ histogram }) => histogram);
  const door = genuine.filter(({ way }) => way !== 'face-self').map(({ histogram }) => histogram);
  const pairs = impostor ? [impostor.histogram] : [];
  const line = (label: string, histograms: readonly (readonly number[])[], look: Partial<Series>): Series => ({
    label,
    values: coarse(histograms).shares,
    isPlain: true,
    ...look,
  });
  return (
    <LineChart
      label={t('accuracy.chartLabel', { own: sumOf(own), pairs: sumOf(pairs) })}
      labels={coarse([]).from.map((from) => (from * distanceStep).toFixed(2))}
      x={{ title: t('accuracy.chartDistance') }}
      y={{ min: 0, title: t('accuracy.chartShare') }}
      series={[
        line(t('accuracy.chartOwn'), own, {}),
        ...(sumOf(door) > 0 ? [line(t('accuracy.chartDoor'), door, { colour: 'text', dash: [2, 3] })] : []),
        line(t('accuracy.chartPairs'), pairs, { colour: 'bad', dash: [6, 4] }),
      ]}
    />
  );
}
