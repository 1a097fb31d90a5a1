import type { CheckInCode, CheckInDecision, CheckInReply, FrameIssue, Mark } from '@smart-presence/contract';
import type { FaceVerification } from '../biometrics/index.ts';

interface Words {
  message: string;
  /** What to do next; null when there is nothing to do. */
  advice: string | null;
}

/** What a student is told: the step that decided and what to do, never a score. */
const words: Record<CheckInCode, Words> = {
  accepted: { message: 'You are marked present.', advice: null },
  already_marked: { message: 'You are already marked for this session.', advice: null },
  sent_to_review: {
    message: 'Your teacher will look at this check-in.',
    advice: 'Stay where you are; you will be told as soon as it is decided.',
  },
  face_not_found: { message: 'No face was found.', advice: 'Face the camera with light on your face.' },
  several_faces: { message: 'More than one face was found.', advice: 'Make sure you alone are in the picture.' },
  face_quality: { message: 'The pictures are not clear enough.', advice: 'Hold still, face the light, come closer.' },
  face_mismatch: {
    message: 'The face does not match the enrolled one.',
    advice: 'Face the light and try again, or ask your teacher.',
  },
  frames_inconsistent: {
    message: 'The pictures do not show one person throughout.',
    advice: 'Try again, alone in the picture.',
  },
  outside_place: {
    message: 'You are not where this session takes place.',
    advice: 'Go to the room and try again, or ask your teacher.',
  },
  session_closed: { message: 'This session is closed.', advice: 'Ask your teacher, or appeal the mark.' },
  liveness_show_face: {
    message: 'Your face was not seen all the time.',
    advice: 'Keep your whole face in the picture.',
  },
  liveness_be_alone_in_picture: {
    message: 'The pictures do not show one person alone.',
    advice: 'Make sure you alone are in the picture.',
  },
  liveness_follow_steps: {
    message: 'The movements were not those asked for.',
    advice: 'Do each movement when it is asked for, and look straight ahead in between.',
  },
  liveness_turn_further: {
    message: 'Your head turned too little.',
    advice: 'Turn it further to the side, without haste.',
  },
  liveness_keep_camera_on: {
    message: 'The picture jumped.',
    advice: 'Hold the device steady and keep the camera on yourself throughout.',
  },
  liveness_hold_camera_still: {
    message: 'The picture moved too much.',
    advice: 'Hold the device still and move your head alone.',
  },
  liveness_use_live_camera: {
    message: 'The same picture came again.',
    advice: 'Use the camera of this device itself, with no other program between.',
  },
  liveness_face_the_light: { message: 'Your face was not seen clearly.', advice: 'Turn to the light and try again.' },
  liveness_close_eyes_a_moment: {
    message: 'Your eyes were not seen to close.',
    advice: 'Close them for a whole second, then open them.',
  },
  liveness_open_mouth_wide: { message: 'Your mouth stayed closed.', advice: 'Open it wide when asked to.' },
  liveness_come_much_closer: { message: 'You stayed too far away.', advice: 'Come much closer when asked to.' },
  liveness_try_again: {
    message: 'The movements could not be judged.',
    advice: 'Try once more, with light on your face.',
  },
  liveness_out_of_time: {
    message: 'The pictures did not come with their movements.',
    advice: 'Try again. If the connection is slow, ask your teacher.',
  },
  room_code_taken: { message: 'The code is right.', advice: 'Now look at the camera.' },
  room_code_missing: { message: 'The room code is missing.', advice: 'Enter the eight digits the projector shows.' },
  // The same for a guess and for the code of another room: nobody learns which room a code is of.
  room_code_wrong: {
    message: 'This is not the code on the projector.',
    advice: 'Enter the eight digits it shows now.',
  },
  room_code_stale: { message: 'This code has just changed.', advice: 'Enter the one the projector shows now.' },
  room_code_used: {
    message: 'You have used this code already.',
    advice: 'Wait a few seconds for the next one.',
  },
};

/** Words for a code that needs nothing more than itself to be told. */
export const wordsOf = (code: CheckInCode): Words => words[code];

type QualityIssue = FaceVerification['frames'][number]['issues'][number];

const issueAdvice: Record<QualityIssue & FrameIssue, Words> = {
  too_small: { message: 'Your face is too far away.', advice: 'Come closer to the camera.' },
  blurred: { message: 'The pictures are blurred.', advice: 'Hold still and wipe the lens.' },
  too_dark: { message: 'The pictures are too dark.', advice: 'Face the light.' },
  too_bright: { message: 'The pictures are too bright.', advice: 'Turn away from the strong light.' },
  turned_away: { message: 'Your face is turned away.', advice: 'Look straight at the camera.' },
  cut_off: { message: 'Part of your face is outside the picture.', advice: 'Move your whole face into the frame.' },
  implausible_landmarks: {
    message: 'Your face cannot be seen well.',
    advice: 'Take away what covers your face and look at the camera.',
  },
};

const wordsFor = (code: CheckInCode, verification: FaceVerification | null): Words => {
  const issue = code === 'face_quality' && verification ? mostCommonIssue(verification) : undefined;
  return issue ? issueAdvice[issue] : words[code];
};

export interface Outcome {
  decision: CheckInDecision;
  code: CheckInCode;
  mark: Mark | null;
  session: { id: string; courseCode: string; courseName: string };
  verification?: FaceVerification | null;
}

/** The reply a student gets. */
export const replyFor = ({ decision, code, mark, session, verification = null }: Outcome): CheckInReply => {
  const { id, courseCode, courseName } = session;
  return { decision, code, ...wordsFor(code, verification), mark, session: { id, courseCode, courseName } };
};

/** Of the issues of the frames that did not count, the one that most of them share. */
const mostCommonIssue = ({ frames }: FaceVerification): QualityIssue | undefined => {
  const counts = new Map<QualityIssue, number>();
  for (const { refused, issues } of frames)
    if (refused === 'face_quality') for (const issue of issues) counts.set(issue, (counts.get(issue) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};
