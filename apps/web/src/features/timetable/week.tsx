import { VisuallyHidden } from '@mantine/core';
import type { Slot, Timetable } from '@smart-presence/contract';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { hoursOf, type PlacedSlot, placeDay, ROW_MINUTES } from './place-slots.ts';
import classes from './week.module.css';
import { weekdayName, weekdays } from './weekdays.ts';

interface WeekProps {
  timetable: Timetable;
  /** Makes each slot a button; absent: it is only read. */
  onEdit?: ((slot: Slot) => void) | undefined;
}

/** The slots of a section: a week with hours where there is room, else a list by day. Only one of them is ever shown. */
export function Week({ timetable, onEdit }: WeekProps) {
  const { slots, conflicts } = timetable;
  const used = weekdays.filter((day) => day <= 5 || slots.some(({ weekday }) => weekday === day));
  const hours = hoursOf(slots);
  const count = hours.last - hours.first;
  const rowsPerHour = 60 / ROW_MINUTES;
  const gridTemplateRows = `repeat(${count * rowsPerHour}, 0.3125rem)`;
  const onDay = (day: number) => slots.filter(({ weekday }) => weekday === day);
  const card = (slot: Slot) => (
    <SlotCard slot={slot} hasConflict={conflicts.some(({ slotId }) => slotId === slot.id)} onEdit={onEdit} />
  );
  return (
    <>
      <div className={classes.wide}>
        <div className={classes.hours} aria-hidden="true">
          <span />
          <div className={classes.column} style={{ gridTemplateRows }}>
            {hourNames(hours).map((name) => (
              <span key={name} className={classes.hour} style={{ gridRow: `span ${rowsPerHour}` }}>
                {name}
              </span>
            ))}
          </div>
        </div>
        {used.map((day) => {
          const placed = placeDay(onDay(day), hours.first);
          const gridTemplateColumns = `repeat(${Math.max(1, ...placed.map(({ lanes }) => lanes))}, minmax(0, 1fr))`;
          return (
            <div key={day} className={classes.day}>
              <h3>{weekdayName(day)}</h3>
              <ul className={classes.column} style={{ gridTemplateRows, gridTemplateColumns }}>
                {placed.map((one) => (
                  <li key={one.slot.id} style={areaOf(one)}>
                    {card(one.slot)}
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <div className={classes.list}>
        {weekdays
          .filter((day) => onDay(day).length > 0)
          .map((day) => (
            <div key={day}>
              <h3>{weekdayName(day)}</h3>
              <ul>
                {onDay(day).map((slot) => (
                  <li key={slot.id}>{card(slot)}</li>
                ))}
              </ul>
            </div>
          ))}
      </div>
    </>
  );
}

const hourNames = ({ first, last }: { first: number; last: number }): string[] =>
  Array.from({ length: last - first }, (_, at) => `${String(first + at).padStart(2, '0')}:00`);

const areaOf = ({ row, rows, lane, lanes }: PlacedSlot) => ({
  gridRow: `${row} / span ${rows}`,
  gridColumn: lanes === 1 ? '1 / -1' : `${lane + 1}`,
});

interface SlotCardProps {
  slot: Slot;
  hasConflict: boolean;
  onEdit: WeekProps['onEdit'];
}

function SlotCard({ slot, hasConflict, onEdit }: SlotCardProps) {
  const lines: ReactNode[] = [
    slot.room?.name,
    slot.teacher?.name,
    slot.repeat === 'weekly' ? undefined : t(`timetable.repeat.${slot.repeat}`),
  ].filter(Boolean);
  const content = (
    <>
      <span className={classes.time}>
        {slot.start}–{slot.end}
      </span>
      {lines.length > 0 && <span className={classes.more}>{lines.join(' · ')}</span>}
    </>
  );
  const props = { className: classes.slot, 'data-conflict': hasConflict || undefined };
  if (!onEdit) return <div {...props}>{content}</div>;
  return (
    <button type="button" {...props} onClick={() => onEdit(slot)}>
      <VisuallyHidden>
        {t('timetable.edit')}, {weekdayName(slot.weekday)}
      </VisuallyHidden>
      {content}
    </button>
  );
}
