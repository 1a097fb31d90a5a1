import type { Tint } from '@smart-presence/contract';
import { TINT_MS } from '@smart-presence/face/liveness';
import { t } from '../strings/index.ts';
import classes from './flash-step.module.css';
import type { StepWork as Work } from './movements.ts';
import type { CapturedFrame } from './use-guided-capture.ts';

/** A grey as bright as the colours: what comes before and after them is no flash either. */
const GREY: Tint = [180, 180, 180];
const settleMs = 700;
/** A colour has been on the screen for this part of its time when its picture is taken: cameras are behind by a tenth of a second and more. */
const PICTURE_AT = 0.7;

interface FlashStep {
  index: number;
  colours: readonly Tint[];
}

/**
 * Fills the screen with one colour after the other around the live picture, and takes a picture of each. Brightness stays
 * the same throughout, and no colour comes before the one before it had its half second.
 * @returns the pictures, or null when the person stopped the colours or the capture was ended.
 */
export async function captureFlash(work: Work, { index, colours }: FlashStep): Promise<CapturedFrame[] | null> {
  const { grabber, movements, show, signal, video } = work;
  const screen = openScreen(video);
  const isOver = () => signal.aborted || screen.isStopped();
  try {
    screen.paint(GREY);
    await until(performance.now() + settleMs, isOver);
    const frames: CapturedFrame[] = [];
    for (const [number, colour] of colours.entries()) {
      if (isOver()) break;
      screen.paint(colour);
      const shownAt = performance.now();
      const share = (index + (number + 1) / colours.length) / movements.count;
      show({ words: { is: 'step', kind: 'flash' }, share });
      await until(shownAt + TINT_MS * PICTURE_AT, isOver);
      frames.push(await takeOne(work, index));
      await until(shownAt + TINT_MS, isOver);
    }
    if (screen.isStopped() && !signal.aborted) movements.onColoursStopped();
    return isOver() ? null : frames;
  } finally {
    screen.close();
  }

  async function takeOne({ signal: ended }: Work, step: number): Promise<CapturedFrame> {
    for (;;) {
      const bitmap = await grabber.grab();
      const at = performance.now();
      bitmap?.close();
      if (bitmap || ended.aborted) return { image: await grabber.encode(), at, step };
      await nextFrame();
    }
  }
}

/** A dialog over everything, so that Escape and the button end it at once. */
function openScreen(source: HTMLVideoElement) {
  let stopped = false;
  const dialog = Object.assign(document.createElement('dialog'), { className: classes.screen });
  const words = Object.assign(document.createElement('p'), {
    className: classes.words,
    textContent: t('camera.step.flash'),
  });
  const preview = Object.assign(document.createElement('video'), {
    className: classes.preview,
    srcObject: source.srcObject,
    muted: true,
    playsInline: true,
    ariaHidden: 'true',
  });
  preview.dataset.mirrored = source.dataset.mirrored;
  const stop = Object.assign(document.createElement('button'), {
    className: classes.stop,
    type: 'button',
    textContent: t('camera.flash.stop'),
    onclick: () => {
      stopped = true;
    },
  });
  dialog.setAttribute('aria-label', t('camera.step.flash'));
  dialog.oncancel = () => {
    stopped = true;
  };
  dialog.append(words, preview, stop);
  document.body.append(dialog);
  dialog.showModal();
  preview.play().catch(() => undefined);
  return {
    paint: ([red, green, blue]: Tint) => {
      dialog.style.backgroundColor = `rgb(${red} ${green} ${blue})`;
    },
    isStopped: () => stopped,
    close: () => {
      preview.srcObject = null;
      dialog.close();
      dialog.remove();
    },
  };
}

/** Waits until that time of the clock, or until it is over. A hidden page waits until it is seen again. */
async function until(time: number, isOver: () => boolean): Promise<void> {
  while (performance.now() < time && !isOver()) await nextFrame();
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
