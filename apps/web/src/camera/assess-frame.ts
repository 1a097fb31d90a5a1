import type { Guidance, GuidedFace } from '@smart-presence/face/browser';

/** How the head should be held. Left and right are the person's own. */
export type WantedPose = 'straight' | 'left' | 'right';

/** The one thing to say about a frame; `good` frames are worth keeping. In the order in which they matter. */
export type Hint =
  | 'look_here'
  | 'alone'
  | 'closer'
  | 'back'
  | 'centre'
  | 'brighter'
  | 'darker'
  | 'straighten'
  | 'turn_left'
  | 'turn_right'
  | 'less_turn'
  | 'hold_still'
  | 'good';

/** Shares are of the frame's shorter side; angles in degrees. */
const limits = {
  /** A second face smaller than this share of the first is somebody in the background. */
  companion: 0.4,
  near: 0.24,
  far: 0.78,
  offCentreX: 0.2,
  offCentreY: 0.22,
  /** Narrower than the server's limits for enrolment (25°, 20°), so that what is good here is good there. */
  turnedYaw: { least: 8, most: 23 },
  pitch: 19,
  /** Mean luminance of a frame in which a missing face is no wonder. */
  darkScene: 0.12,
} as const;

/** What is asked of the person now. */
export interface Wanted {
  pose: WantedPose;
  /** How far a head that looks straight ahead may be turned, degrees either way. */
  straightWithin: number;
}

/** Judges one frame for the person in front of the camera. */
export function assessFrame({ width, height, faces, light: sceneLight }: Guidance, wanted: Wanted): Hint {
  const [face, other] = faces;
  if (!face) return sceneLight < limits.darkScene ? 'brighter' : 'look_here';
  if (other && faceSize(other) > limits.companion * faceSize(face)) return 'alone';
  return framing({ face, width, height }) ?? light(face) ?? pose(face, wanted) ?? focus(face) ?? 'good';
}

const faceSize = ({ box: [, , width, height] }: GuidedFace) => Math.min(width, height);

function framing({ face, width, height }: { face: GuidedFace; width: number; height: number }): Hint | null {
  const side = Math.min(width, height);
  const size = faceSize(face);
  if (size < limits.near * side || face.quality.issues.includes('too_small')) return 'closer';
  if (size > limits.far * side) return 'back';
  const [x, y, boxWidth, boxHeight] = face.box;
  const isOff =
    Math.abs(x + boxWidth / 2 - width / 2) > limits.offCentreX * side ||
    Math.abs(y + boxHeight / 2 - height / 2) > limits.offCentreY * side;
  return isOff || face.quality.issues.includes('cut_off') ? 'centre' : null;
}

function light({ quality }: GuidedFace): Hint | null {
  if (quality.issues.includes('too_dark')) return 'brighter';
  return quality.issues.includes('too_bright') ? 'darker' : null;
}

/** A person who turns to their own left shows a nose that points to the right of the (unmirrored) picture: positive yaw. */
function pose({ pose: { yaw, pitch } }: GuidedFace, wanted: Wanted): Hint | null {
  if (Math.abs(pitch) > limits.pitch) return 'straighten';
  if (wanted.pose === 'straight') return Math.abs(yaw) > wanted.straightWithin ? 'straighten' : null;
  const turned = wanted.pose === 'left' ? yaw : -yaw;
  if (turned < limits.turnedYaw.least) return wanted.pose === 'left' ? 'turn_left' : 'turn_right';
  return turned > limits.turnedYaw.most ? 'less_turn' : null;
}

const focus = ({ quality }: GuidedFace): Hint | null => (quality.issues.length > 0 ? 'hold_still' : null);
