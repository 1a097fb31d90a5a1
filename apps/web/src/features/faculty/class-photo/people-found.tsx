import { Title } from '@mantine/core';
import type { Proposal, StudentRef } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import type { RosterEntry } from '../board-facts.ts';
import classes from './class-photo.module.css';
import { FaceCrop } from './face-crop.tsx';

/** Longer lists are folded. */
const listedAtMost = 12;

interface PeopleFoundProps {
  proposal: Proposal;
  /** Faces of each student found. */
  found: ReadonlyMap<string, readonly number[]>;
  roster: readonly RosterEntry[];
  urls: readonly string[];
  onFace: (face: number) => void;
}

/** The same as lists: who was found, who was not, and who cannot be found by a photo. */
export function PeopleFound({ proposal, found, roster, urls, onFace }: PeopleFoundProps) {
  const without = new Set(proposal.withoutTemplate.map(({ id }) => id));
  const students = roster.map(({ student }) => student);
  const notSeen = students.filter(({ id }) => !found.has(id) && !without.has(id));
  const withoutAndNotNamed = proposal.withoutTemplate.filter(({ id }) => !found.has(id));
  return (
    <div className={classes.people}>
      <section aria-labelledby="found">
        <Title order={2} size="h3" id="found">
          {t('faculty.photo.people')} <span className={classes.count}>{found.size}</span>
        </Title>
        <ul className={classes.foundList}>
          {students
            .filter(({ id }) => found.has(id))
            .map((student) => {
              const faces = found.get(student.id) ?? [];
              const [first = 0] = faces;
              return (
                <li key={student.id}>
                  <button type="button" className={classes.person} onClick={() => onFace(first)}>
                    <FaceCrop proposal={proposal} face={first} urls={urls} size={44} />
                    <span>
                      {student.name}
                      <span className={classes.usn}>
                        {student.usn} {faces.length > 1 && t('faculty.photo.seenIn', { count: faces.length })}
                      </span>
                    </span>
                  </button>
                </li>
              );
            })}
        </ul>
      </section>
      <Names
        id="not-seen"
        title={t('faculty.photo.notSeen')}
        body={t('faculty.photo.notSeenBody')}
        students={notSeen}
      />
      <Names
        id="without"
        title={t('faculty.photo.without')}
        body={t('faculty.photo.withoutBody')}
        students={withoutAndNotNamed}
      />
    </div>
  );
}

function Names(props: { id: string; title: string; body: string; students: readonly StudentRef[] }) {
  const { id, title, body, students } = props;
  if (students.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {title} <span className={classes.count}>{students.length}</span>
      </Title>
      <p className={classes.usn}>{body}</p>
      <details open={students.length <= listedAtMost}>
        <summary>{t('faculty.photo.names')}</summary>
        <ul className={classes.plain}>
          {students.map((student) => (
            <li key={student.id}>
              {student.name} <span className={classes.usnInline}>{student.usn}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
