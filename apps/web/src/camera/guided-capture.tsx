import { Button, Progress, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '../strings/index.ts';
import { announce } from '../ui/announce.tsx';
import { Message } from '../ui/states.tsx';
import { CameraPicture } from './camera-picture.tsx';
import type { CameraProblem } from './camera-problem.ts';
import { type CapturePlan, framesOf } from './capture-plan.ts';
import classes from './guided-capture.module.css';
import type { Movements, StepView } from './movements.ts';
import { type CameraState, useCamera } from './use-camera.ts';
import { useGuide } from './use-guide.ts';
import { type CapturedFrame, type CaptureView, useGuidedCapture } from './use-guided-capture.ts';
import { useStepCapture } from './use-step-capture.ts';

interface GuidedCaptureProps {
  plan: CapturePlan;
  /** Movements to lead through instead of the plan. */
  movements?: Movements | null;
  /** Shown below the picture while there are movements. */
  beside?: ReactNode;
  /** False while something else must come first, such as the challenge: the camera shows, but takes nothing. */
  canStart?: boolean;
  /** While the pictures are on their way: words instead of hints, and the picture stays. */
  busy?: string | null;
  onDone: (frames: CapturedFrame[]) => void;
  /** What else can be done when there is no camera. */
  otherWay?: ReactNode;
}

const offerAfterMs = 6000;

/** Camera, oval, one instruction at a time, and a ring that fills: takes the planned pictures and hands them over. */
export function GuidedCapture(props: GuidedCaptureProps) {
  const { plan, movements = null, beside, canStart = true, busy = null, onDone, otherWay } = props;
  const { camera, retry } = useCamera({ facing: 'user', width: 1280, height: 720 });
  const { guide, status } = useGuide();
  const video = useRef<HTMLVideoElement>(null);
  const [wantsTimer, setWantsTimer] = useState(false);
  const isTimed = wantsTimer || status.is === 'failed';
  const isAble = canStart && busy === null && camera.status === 'live';
  const mode = !isAble ? 'waiting' : isTimed ? 'timed' : status.is === 'ready' ? 'guided' : 'waiting';
  const view = useGuidedCapture({ video, guide, plan, mode: movements ? 'waiting' : mode, onDone });
  const steps = useStepCapture({ video, guide, movements, mode, onDone });
  const isSlow = useLasting(status.is === 'loading' && camera.status === 'live', offerAfterMs);

  if (camera.status === 'failed') return <NoCamera problem={camera.problem} retry={retry} otherWay={otherWay} />;
  const isLoading = status.is === 'loading' && !isTimed;
  const isLed = movements !== null && mode !== 'waiting';
  const words = busy ?? (isLed ? stepWords(steps) : instruction({ camera, mode, view }));
  const share = movements ? steps.share : view.taken / framesOf(plan);
  const isGood = movements ? steps.words?.is === 'step' : view.hint === 'good' && mode !== 'waiting';
  return (
    <div className={classes.capture}>
      <CameraPicture
        ref={video}
        camera={camera}
        instruction={words}
        share={busy === null ? share : 1}
        isGood={busy !== null || isGood}
      />
      <Spoken words={words} isUrgent={isLed} />
      {isLoading && camera.status === 'live' && <GuideProgress share={status.share} />}
      {busy === null && (isSlow || (view.isStuck && !isTimed)) && <WithoutGuide onClick={() => setWantsTimer(true)} />}
      {isTimed && !movements && busy === null && (
        <Text size="sm" c="dimmed" ta="center">
          {t('camera.timed')}
        </Text>
      )}
      {movements && busy === null && beside}
    </div>
  );
}

function instruction(props: { camera: CameraState; mode: 'waiting' | 'guided' | 'timed'; view: CaptureView }): string {
  const { camera, mode, view } = props;
  if (camera.status !== 'live') return t('camera.asking');
  if (mode === 'waiting' || !view.hint) return t('camera.hint.waiting');
  return t(`camera.hint.${view.hint}`);
}

function stepWords({ words }: StepView): string {
  if (!words) return t('camera.hint.waiting');
  if (words.is === 'back') return t('camera.step.back');
  return words.is === 'step' ? t(`camera.step.${words.kind}`) : t(`camera.hint.${words.hint}`);
}

function GuideProgress({ share }: { share: number }) {
  const percent = Math.round(share * 100);
  return (
    <div className={classes.below}>
      <Progress value={percent} aria-label={t('camera.loadingShare', { percent })} />
      <Text size="sm" c="dimmed" ta="center">
        {t('camera.loading')}
      </Text>
    </div>
  );
}

function WithoutGuide({ onClick }: { onClick: () => void }) {
  return (
    <div className={classes.below}>
      <Button variant="default" onClick={onClick}>
        {t('camera.withoutGuide')}
      </Button>
      <Text size="sm" c="dimmed" ta="center">
        {t('camera.withoutGuideHint')}
      </Text>
    </div>
  );
}

/** Says the instruction once it has stood for a moment: speech is slower than the eye. A movement is wanted now. */
function Spoken({ words, isUrgent }: { words: string; isUrgent: boolean }) {
  useEffect(() => {
    const timer = setTimeout(() => announce(words), isUrgent ? 100 : 500);
    return () => clearTimeout(timer);
  }, [words, isUrgent]);
  return null;
}

/** True once `condition` has held for `ms`. */
function useLasting(condition: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!condition) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), ms);
    return () => clearTimeout(timer);
  }, [condition, ms]);
  return lasted;
}

/** Why there is no picture and what to do about it. */
export function NoCamera(props: { problem: CameraProblem; retry: () => void; otherWay?: ReactNode }) {
  const { problem, retry, otherWay } = props;
  const isHopeless = problem === 'insecure' || problem === 'unsupported';
  return (
    <div role="alert">
      <Message
        icon="camera"
        title={t(`camera.${problem}.title`)}
        actions={
          <>
            {!isHopeless && <Button onClick={retry}>{t('action.retry')}</Button>}
            {otherWay}
          </>
        }
      >
        {t(`camera.${problem}.body`)}
      </Message>
    </div>
  );
}
