import type { RoomView } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { LineChart, type Series } from '../../ui/charts/charts.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';

const dashes = [[], [6, 4], [2, 3]] as const;

/** Faces over time as solid lines, those recognised as dotted ones; a pair for each camera. The timeline holds the same figures. */
export function HeadcountChart({ view: { looks, cameras } }: { view: RoomView }) {
  const zone = useZone();
  const good = looks.filter(({ faces }) => faces !== null);
  const most = Math.max(0, ...good.map(({ faces }) => faces ?? 0));
  const seenBy = cameras.filter(({ id }) => good.some(({ cameraId }) => cameraId === id));
  const series = seenBy.flatMap(({ id, name }, index): Series[] => [
    {
      label: t('roomView.chartFaces', { camera: name }),
      values: good.map((look) => (look.cameraId === id ? look.faces : null)),
      dash: dashes[index % dashes.length] ?? [],
      isJoined: true,
    },
    {
      label: t('roomView.chartRecognised', { camera: name }),
      values: good.map((look) => (look.cameraId === id ? look.matched : null)),
      colour: 'text',
      dash: [3, 3],
      isJoined: true,
    },
  ]);
  return (
    <LineChart
      label={t('roomView.chartLabel', { count: good.length, most })}
      labels={good.map(({ at }) => formatInstant(at, zone, 'time'))}
      y={{ min: 0, isWhole: true }}
      series={series}
    />
  );
}
