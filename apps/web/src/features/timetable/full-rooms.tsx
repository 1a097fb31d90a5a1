import type { FullRoom } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Notice } from '../../ui/states.tsx';

/** Says which rooms have fewer seats than students. Said, not forbidden. */
export function FullRooms({ full }: { full: readonly FullRoom[] }) {
  const lines = new Set(full.map(sentenceOf));
  if (lines.size === 0) return null;
  return (
    <Notice tone="warn">
      {[...lines].map((line) => (
        <div key={line}>{line}</div>
      ))}
    </Notice>
  );
}

const sentenceOf = ({ section, room, students, capacity, sections }: FullRoom): string =>
  t(sections > 1 ? 'timetable.fullTogether' : 'timetable.full', {
    course: section.courseCode,
    section: section.name,
    room: room.name,
    students,
    capacity,
  });
