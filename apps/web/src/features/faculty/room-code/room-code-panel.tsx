import { Button, Skeleton } from '@mantine/core';
import { ROOM_CODE_MS } from '@smart-presence/contract';
import { useMemo, useState } from 'react';
import { t } from '../../../strings/index.ts';
import { Failure, Notice } from '../../../ui/states.tsx';
import { useNow } from '../../../ui/time.tsx';
import { codeAt } from './code-clock.ts';
import { codeLink, qrPath } from './qr-path.ts';
import classes from './room-code-panel.module.css';
import { useRoomCodes } from './use-room-codes.ts';

interface RoomCodePanelProps {
  sessionId: string;
  endsAt: number;
}

/** The code for the back row: a QR code, eight digits, and a ring that runs out with them. */
export function RoomCodePanel({ sessionId, endsAt }: RoomCodePanelProps) {
  const [isShown, setShown] = useState(true);
  const toggle = (
    <Button variant="default" size="sm" onClick={() => setShown(!isShown)} aria-expanded={isShown}>
      {t(isShown ? 'faculty.code.hide' : 'faculty.code.show')}
    </Button>
  );
  return (
    <section className={classes.panel} aria-labelledby="room-code" data-testid="room-code-panel">
      <div className={classes.head}>
        <h2 className={classes.title} id="room-code">
          {t('faculty.code.title')}
        </h2>
        {toggle}
      </div>
      {isShown && <Showing sessionId={sessionId} endsAt={endsAt} />}
    </section>
  );
}

function Showing({ sessionId, endsAt }: RoomCodePanelProps) {
  const { hand, error, retry } = useRoomCodes({ sessionId, endsAt, isShown: true });
  const now = useNow(200);
  const shown = hand && codeAt(hand, now);
  if (!hand) return error ? <Failure error={error} retry={retry} /> : <Skeleton height="16rem" />;
  if (hand.endsAt <= now + hand.ahead) return <Notice>{t('faculty.code.over')}</Notice>;
  if (!shown) return error ? <Failure error={error} retry={retry} /> : <Skeleton height="16rem" />;
  return <Code code={shown.code} leftMs={shown.leftMs} />;
}

function Code({ code, leftMs }: { code: string; leftMs: number }) {
  const link = codeLink(window.location.origin, code);
  return (
    <div className={classes.code}>
      <QrCode text={link} />
      <div className={classes.side}>
        <p className={classes.digits} data-testid="room-code">
          <span>{code.slice(0, 4)}</span> <span>{code.slice(4)}</span>
        </p>
        <div className={classes.below}>
          <Ring leftMs={leftMs} />
          <p className={classes.how}>{t('faculty.code.how')}</p>
        </div>
      </div>
    </div>
  );
}

function QrCode({ text }: { text: string }) {
  const { path, size } = useMemo(() => qrPath(text), [text]);
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" shapeRendering="crispEdges">
      <title>{t('faculty.code.qr')}</title>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

const RADIUS = 20;
const LENGTH = 2 * Math.PI * RADIUS;

/** Seconds left, for eyes alone: a voice that counts helps nobody. */
function Ring({ leftMs }: { leftMs: number }) {
  return (
    <svg className={classes.ring} viewBox="0 0 48 48" aria-hidden="true">
      <circle className={classes.track} cx="24" cy="24" r={RADIUS} />
      <circle
        className={classes.left}
        cx="24"
        cy="24"
        r={RADIUS}
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - leftMs / ROOM_CODE_MS)}
      />
      <text x="24" y="24" className={classes.seconds}>
        {Math.ceil(leftMs / 1000)}
      </text>
    </svg>
  );
}
