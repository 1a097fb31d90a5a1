/** The door `@smart-presence/face/liveness`: pure, for servers, browsers and tests alike. */
export { ADVICE, type LivenessAdvice } from './advice.ts';
export { type CameraHint, type CameraReport, cameraHints } from './camera-hints.ts';
export { type ChooseStepsProps, chooseSteps } from './choose-steps.ts';
export { TINT_MS } from './colour-code.ts';
export { decideLiveness } from './decide-liveness.ts';
export { hashDistance } from './hash-distance.ts';
export { SAME_PICTURE_BITS, seenBefore, withSeenBefore } from './seen-before.ts';
export { type HeadPose, type StepProgress, StepWatch } from './step-watch.ts';
export type * from './types.ts';
