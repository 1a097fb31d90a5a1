import { Skeleton, Stack, Title } from '@mantine/core';
import { type RoomView, routes } from '@smart-presence/contract';
import { lazy, Suspense } from 'react';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { type Figure, Figures } from '../../ui/figures.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { Empty, Loaded, Notice } from '../../ui/states.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { ChooseRoom } from './choose-room.tsx';
import { Disagreements } from './disagreements.tsx';
import { LookTable } from './look-table.tsx';
import classes from './room.module.css';

const HeadcountChart = lazy(() => import('./headcount-chart.tsx').then((m) => ({ default: m.HeadcountChart })));

interface RoomPanelProps {
  sessionId: string;
  isOpen: boolean;
  /** Opens the mark of a student, where it can be corrected. */
  onMark: (studentId: string) => void;
}

/** What the cameras of the room show: how many are there, and where that and the marks do not agree. Moves by itself. */
export function RoomPanel({ sessionId, isOpen, onMark }: RoomPanelProps) {
  const view = useApi(routes.getRoomView, { params: { id: sessionId } });
  useLive(
    (event) => {
      const isOurs = 'sessionId' in event && event.sessionId === sessionId;
      if (isOurs || event.type === 'resync') void invalidate(routes.getRoomView);
    },
    { after: view.data?.eventId, enabled: view.data !== undefined },
  );
  return (
    <Loaded query={view} skeleton={<Skeleton height="24rem" radius="lg" />}>
      {(room) => (
        <Stack gap="xl">
          {isOpen && room.state !== 'off' && <ChooseRoom sessionId={sessionId} view={room} />}
          {room.looks.length === 0 ? <Nothing view={room} isOpen={isOpen} /> : <Shown view={room} onMark={onMark} />}
        </Stack>
      )}
    </Loaded>
  );
}

/** Why there is nothing to see yet, and what to do. */
function Nothing({ view: { state, room, everySeconds }, isOpen }: { view: RoomView; isOpen: boolean }) {
  const name = room?.name ?? '';
  if (state === 'no-room')
    return (
      <Empty icon="pin" title={t('roomView.noRoom')}>
        {t('roomView.noRoomBody')}
      </Empty>
    );
  if (state === 'no-camera')
    return (
      <Empty icon="camera" title={t('roomView.noCamera')}>
        {t('roomView.noCameraBody', { room: name })}
      </Empty>
    );
  if (state === 'off' || !isOpen)
    return (
      <Empty icon="camera" title={t('roomView.off')}>
        {t('roomView.offBody')}
      </Empty>
    );
  return (
    <Empty icon="clock" title={t('roomView.waiting')}>
      {t('roomView.waitingBody', { room: name, count: everySeconds })}
    </Empty>
  );
}

function Shown({ view, onMark }: { view: RoomView; onMark: (studentId: string) => void }) {
  const zone = useZone();
  const { comparable, seen, withoutFace, isPoor } = view.coverage;
  return (
    <>
      <Figures figures={figuresOf(view, (at) => formatInstant(at, zone, 'time'))} />
      <ul className={classes.cameras} aria-label={t('roomView.cameras')}>
        {view.cameras.map((camera) => (
          <li key={camera.id}>
            <Camera camera={camera} />
          </li>
        ))}
      </ul>
      <section aria-labelledby="headcount">
        <Title order={2} size="h3" id="headcount" mb="sm">
          {t('roomView.chart')}
        </Title>
        <Suspense fallback={<Skeleton height="15rem" />}>
          <HeadcountChart view={view} />
        </Suspense>
      </section>
      <section aria-label={t('roomView.judge')} className={classes.lists}>
        <p className={classes.judge}>
          {t('roomView.judge')} {comparable > 0 && !isPoor && t('roomView.coverage', { seen, count: comparable })}{' '}
          {withoutFace > 0 && t('roomView.withoutFace', { count: withoutFace })}
        </p>
        {isPoor && <Notice tone="warn">{t('roomView.coveragePoor', { seen, count: comparable })}</Notice>}
        <div className={classes.pair}>
          <Disagreements kind="notMarked" students={view.seenNotMarked} onMark={onMark} />
          <Disagreements kind="notSeen" students={view.markedNotSeen} onMark={onMark} />
        </div>
      </section>
      <LookTable view={view} />
    </>
  );
}

/** Of several cameras the one that sees most: what they see overlaps. */
function figuresOf({ looks, room }: RoomView, timeOf: (at: number) => string): Figure[] {
  const newest = [
    ...new Map(looks.flatMap((look) => (look.faces === null ? [] : [[look.cameraId, look] as const]))).values(),
  ];
  const fullest = newest.sort((a, b) => (b.faces ?? 0) - (a.faces ?? 0))[0];
  if (!fullest || fullest.faces === null) return [{ label: t('roomView.headcount'), value: t('roomView.noneYet') }];
  const { faces, at } = fullest;
  const capacity = room?.capacity ?? null;
  return [
    { label: t('roomView.headcount'), value: faces, note: t('roomView.headcountNote', { time: timeOf(at) }) },
    capacity === null
      ? { label: t('roomView.occupancy'), value: '–', note: t('roomView.noCapacity') }
      : {
          label: t('roomView.occupancy'),
          value: `${Math.round((100 * faces) / capacity)} %`,
          note: t('roomView.occupancyNote', { count: capacity }),
          tone: faces > capacity ? 'warn' : undefined,
        },
    { label: t('roomView.recognised'), value: fullest.matched ?? 0, note: t('roomView.recognisedNote') },
    {
      label: t('roomView.unknown'),
      value: (fullest.unknown ?? 0) + (fullest.unsure ?? 0),
      note: t('roomView.unknownNote'),
    },
  ];
}

function Camera({ camera: { name, fault, lastLookAt, lastGoodAt } }: { camera: RoomView['cameras'][number] }) {
  if (fault !== null)
    return (
      <Notice tone="warn">
        <strong>{name}:</strong> {t(`fault.${fault}`)}{' '}
        {lastGoodAt !== null && (
          <>
            {t('cameras.lastGood')} <Time at={lastGoodAt} style="time" />
          </>
        )}
      </Notice>
    );
  if (lastLookAt === null) return <span>{t('roomView.cameraNever', { name })}</span>;
  return (
    <span>
      {name} · {t('cameras.lastLook')} <Time at={lastLookAt} style="time" />
    </span>
  );
}
