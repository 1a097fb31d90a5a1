/** The server's time, as far as this device can tell between two contacts. */
export interface ServerClock {
  /** What is to be added to this device's time. */
  offset: number;
  /** Both clocks of this device at that moment: one can be set, the other only goes forward. */
  date: number;
  steady: number;
}

export interface Moment {
  date: number;
  steady: number;
}

/** Setting a clock by less than this goes unnoticed, and changes little. */
const slackMs = 5_000;

/** @param asked when the request left; the answer is taken to be made half-way. */
export const clockFrom = (serverNow: number, asked: Moment, answered: Moment): ServerClock => {
  const date = asked.date + (answered.date - asked.date) / 2;
  return { offset: Math.round(serverNow - date), date: answered.date, steady: answered.steady };
};

export const timeBy = ({ offset }: ServerClock, now: Moment): number => Math.max(0, now.date + offset);

/** Whether this device's clock was set since the last contact. */
export const wasSet = (clock: ServerClock, now: Moment): boolean =>
  Math.abs(now.date - clock.date - (now.steady - clock.steady)) > slackMs;

export const thisMoment = (): Moment => ({ date: Date.now(), steady: performance.now() });
