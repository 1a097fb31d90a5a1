/** The door `@smart-presence/face/recognise`: comparing descriptors, pure, for browsers and tests. */
export { type FaceOnRoll, matchRoll, type RollThresholds } from './roll.ts';
export { distanceBetween, makeTemplate } from './template.ts';
