import '../../strings/requests-words.ts';
import type { PolicyData, StudentRequest } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { formatDay } from '../../ui/format-time.ts';
import type { Tone } from '../../ui/status-badge.tsx';

const markName = (policy: Pick<PolicyData, 'marks'> | undefined, code: string) =>
  policy?.marks.find((kind) => kind.code === code)?.name ?? code;

/** What is asked for, in a line. */
export function titleOf({ leave, appeal }: StudentRequest, policy: Pick<PolicyData, 'marks'> | undefined): string {
  if (leave) return t(`requests.leave.${leave.kind}`);
  if (!appeal) return '';
  return t('requests.appeal', { from: markName(policy, appeal.from), wanted: markName(policy, appeal.wanted) });
}

/** The days of leave. */
export const daysOf = ({ firstDay, lastDay }: { firstDay: string; lastDay: string }): string =>
  firstDay === lastDay
    ? formatDay(firstDay)
    : t('requests.days', { first: formatDay(firstDay), last: formatDay(lastDay) });

export const sectionOf = ({ section }: Pick<StudentRequest, 'section'>): string =>
  section === null
    ? t('requests.everyClass')
    : t('requests.section', { code: section.courseCode, name: section.courseName, section: section.name });

/** How it stands, in words and tone. */
export function stateOf({ state, verdict }: Pick<StudentRequest, 'state' | 'verdict'>): { tone: Tone; words: string } {
  if (state === 'withdrawn') return { tone: 'neutral', words: t('requests.state.withdrawn') };
  if (state === 'open') return { tone: 'info', words: t('requests.state.waiting') };
  if (state === 'second-reading') return { tone: 'info', words: t('requests.state.again') };
  return verdict === 'granted'
    ? { tone: 'ok', words: t('requests.state.granted') }
    : { tone: 'bad', words: t('requests.state.refused') };
}
