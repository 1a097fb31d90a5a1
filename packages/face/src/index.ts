export { FaceError } from './errors.ts';
export { createGallery, type Gallery, type GalleryOptions, type Match, type Metric } from './gallery.ts';
export { type QualityLimits, qualityIssues } from './quality.ts';
export {
  type Candidate,
  type FaceOnRoll,
  matchRoll,
  mergePhotos,
  ROLL_THRESHOLDS,
  type RollCall,
  type RollProps,
  type RollThresholds,
  type RosterEntry,
  thresholdsFor,
} from './roll.ts';
export { distanceBetween, makeTemplate, type OutlierFrame, type Template, type TemplateProps } from './template.ts';
export type * from './types.ts';
