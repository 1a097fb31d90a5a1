import { Denominator, FlashMode, LivenessLevel, RoomCodeMode } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import type { Change } from './policy-changes.ts';

const names = {
  marks: 'policy.marks',
  presentCode: 'policy.presentCode',
  lateCode: 'policy.lateCode',
  absentCode: 'policy.absentCode',
  lateAfterMinutes: 'policy.lateAfterMinutes',
  sessionMinutes: 'policy.sessionMinutes',
  graceSeconds: 'policy.graceSeconds',
  editWindowDays: 'policy.editWindowDays',
  minimumPercent: 'policy.minimumPercent',
  denominator: 'policy.denominator',
  condonationPercent: 'policy.condonationPercent',
  onDutyCode: 'policy.onDutyCode',
  onDutyCapPercent: 'policy.onDutyCapPercent',
  'warnings.belowMinimum': 'policy.warnBelow',
  'warnings.afterSessions': 'policy.warnAfterSessions',
  'warnings.consecutiveAbsences': 'policy.warnConsecutive',
  'warnings.toGuardian': 'policy.warnGuardian',
  placeMode: 'policy.placeMode',
  'roomCode.mode': 'policy.roomCodeMode',
  'liveness.level': 'policy.livenessLevel',
  'liveness.flashes': 'policy.flashMode',
  'requests.leaveMarks.excused': 'policy.leaveMark.excused',
  'requests.leaveMarks.on-duty': 'policy.leaveMark.on-duty',
  'requests.leaveMarks.medical': 'policy.leaveMark.medical',
  'requests.leaveDays': 'policy.leaveDays',
  'requests.appealDays': 'policy.appealDays',
  'requests.answerDays': 'policy.answerDays',
  'requests.secondReadingDays': 'policy.secondReadingDays',
  'requests.documentDays': 'policy.documentDays',
  'feedback.days': 'policy.feedbackDays',
  'feedback.isNamed': 'policy.feedbackNamed',
  'face.verifyAccept': 'policy.verifyAccept',
  'face.verifyReview': 'policy.verifyReview',
  'face.identifyAccept': 'policy.identifyAccept',
  'face.identifyReview': 'policy.identifyReview',
  'face.identifyMargin': 'policy.identifyMargin',
  'face.duplicateSure': 'policy.duplicateSure',
} as const;

/** A change as a line of text: "Late after (minutes): 10 → never". */
export function changeWords({ path, from, to }: Change): string {
  const key = names[path as keyof typeof names];
  if (path === 'roomCode.mode') return t('policies.change', { name: t(key), from: codeWords(from), to: codeWords(to) });
  if (path === 'liveness.level') {
    return t('policies.change', { name: t(key), from: levelWords(from), to: levelWords(to) });
  }
  if (path === 'liveness.flashes') {
    return t('policies.change', { name: t(key), from: flashWords(from), to: flashWords(to) });
  }
  if (path === 'denominator') return t('policies.change', { name: t(key), from: ofWords(from), to: ofWords(to) });
  if (path === 'onDutyCode' || path === 'onDutyCapPercent') {
    return t('policies.change', { name: t(key), from: noneWords(from), to: noneWords(to) });
  }
  return t('policies.change', { name: key ? t(key) : path, from: valueWords(from), to: valueWords(to) });
}

function codeWords(value: unknown): string {
  const mode = RoomCodeMode.catch('off').parse(value);
  return t(`policy.roomCodeMode.${mode}`);
}

function levelWords(value: unknown): string {
  const level = LivenessLevel.catch('off').parse(value);
  return t(`policy.livenessLevel.${level}`);
}

function flashWords(value: unknown): string {
  const mode = FlashMode.catch('off').parse(value);
  return t(`policy.flashMode.${mode}`);
}

const ofWords = (value: unknown): string => t(`policy.denominator.${Denominator.catch('held').parse(value)}`);

const noneWords = (value: unknown): string => (value === null ? t('policy.none') : String(value));

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return t('policy.never');
  if (typeof value === 'boolean') return t(value ? 'policy.yes' : 'policy.no');
  if (Array.isArray(value)) return t('policy.marksValue', { count: value.length });
  if (value === 'off' || value === 'advise' || value === 'require') return t(`policy.placeMode.${value}`);
  return String(value);
}
