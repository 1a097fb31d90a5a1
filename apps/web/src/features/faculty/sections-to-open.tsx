import { Button, NumberInput, Paper, Title } from '@mantine/core';
import { type AttendanceSession, routes, type Section } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { OpenTogether } from './open-together.tsx';
import classes from './today.module.css';
import { useOpenSession } from './use-open-session.ts';

interface SectionsToOpenProps {
  sections: readonly Section[];
  open: readonly AttendanceSession[];
  /** Ids of sections usually held now, likeliest first. */
  usual: readonly string[];
  /** The policy's length of a session; undefined while it loads. */
  minutes: number | undefined;
}

const minutesRange = routes.openSession.body.shape.minutes.unwrap();

/** Own classes, the likeliest on top, each opened with one tap. */
export function SectionsToOpen({ sections, open, usual, minutes: usualMinutes }: SectionsToOpenProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const minutes = chosen ?? usualMinutes;
  const isBusyElsewhere = open.length > 0;
  return (
    <section aria-labelledby="classes">
      <div className={classes.head}>
        <Title order={2} id="classes">
          {t('faculty.today.sections')}
        </Title>
        <NumberInput
          className={classes.minutes}
          label={t('faculty.today.minutes')}
          min={minutesRange.minValue ?? 1}
          max={minutesRange.maxValue ?? 120}
          clampBehavior="blur"
          allowDecimal={false}
          value={minutes ?? ''}
          onChange={(value) => setChosen(typeof value === 'number' ? value : null)}
        />
      </div>
      {isBusyElsewhere && <p className={classes.remark}>{t('faculty.today.oneAtATime')}</p>}
      <ul className={classes.sections}>
        {inOrder(sections, usual).map((section) => (
          <li key={section.id}>
            <SectionRow
              section={section}
              isUsual={usual.includes(section.id)}
              openSession={open.find((session) => session.section.id === section.id)}
              isDisabled={isBusyElsewhere}
              minutes={minutes}
            />
          </li>
        ))}
      </ul>
      {sections.length > 1 && <OpenTogether sections={sections} isDisabled={isBusyElsewhere} minutes={minutes} />}
    </section>
  );
}

/** Likely ones first, the others as they come. */
function inOrder(sections: readonly Section[], usual: readonly string[]): Section[] {
  const rank = (section: Section) => (usual.includes(section.id) ? usual.indexOf(section.id) : usual.length);
  return sections.toSorted((a, b) => rank(a) - rank(b));
}

interface SectionRowProps {
  section: Section;
  isUsual: boolean;
  openSession: AttendanceSession | undefined;
  isDisabled: boolean;
  minutes: number | undefined;
}

function SectionRow({ section, isUsual, openSession, isDisabled, minutes }: SectionRowProps) {
  const { open, isBusy, error } = useOpenSession(section.id, { minutes });
  return (
    <Paper className={classes.section} p="md">
      <div className={classes.sectionName}>
        <TextLink to="/sections/$id" params={{ id: section.id }} fw={600}>
          {section.course.name}
        </TextLink>
        <span className={classes.sectionMore}>
          {t('attendance.section', { course: section.course.code, section: section.name })}
          {' · '}
          {t('faculty.today.students', { count: section.students })}
        </span>
        {isUsual && !openSession && <StatusBadge tone="info">{t('faculty.today.usual')}</StatusBadge>}
      </div>
      {openSession ? (
        <ButtonLink to="/sessions/$id" params={{ id: openSession.id }} variant="default">
          {t('faculty.today.toBoard')}
        </ButtonLink>
      ) : (
        <Button
          onClick={() => void open()}
          loading={isBusy}
          disabled={isDisabled}
          variant={isUsual ? 'filled' : 'default'}
          leftSection={<Icon name="clock" />}
          aria-label={t('faculty.today.openLabel', { course: section.course.name, section: section.name })}
        >
          {t('faculty.today.open')}
        </Button>
      )}
      <Problem error={error} />
    </Paper>
  );
}
