import { Button, TextInput } from '@mantine/core';
import { ROOM_CODE_DIGITS } from '@smart-presence/contract';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { t } from '../../../strings/index.ts';
import { useNow } from '../../../ui/time.tsx';
import classes from './enter-code.module.css';
import { shownCode, typedCode } from './typed-code.ts';

interface EnterCodeProps {
  /** Arrived with a scanned link: sent at once. */
  initial: string;
  /** Why the last code was not taken; null: nothing is wrong. */
  problem: string | null;
  /** No code is looked at before this instant. */
  waitUntil: number;
  /** While a code is on its way: what is happening. */
  busy: string | null;
  onCode: (code: string) => void;
}

/** Eight digits, sent as soon as the last one is there. */
export function EnterCode({ initial, problem, waitUntil, busy, onCode }: EnterCodeProps) {
  const [code, setCode] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  const now = useNow(waitUntil > 0 ? 500 : null);
  const waitSeconds = Math.max(0, Math.ceil((waitUntil - now) / 1000));
  const isBlocked = busy !== null || waitSeconds > 0;
  const send = useRef(onCode);
  useEffect(() => {
    send.current = onCode;
  });
  useEffect(() => {
    if (initial.length === ROOM_CODE_DIGITS) send.current(initial);
  }, [initial]);
  // What was refused is in the way of the next code.
  useEffect(() => {
    if (problem === null) return;
    setCode('');
    input.current?.focus();
  }, [problem]);

  const type = (text: string) => {
    const typed = typedCode(text);
    setCode(typed);
    if (typed.length === ROOM_CODE_DIGITS && typed !== code && !isBlocked) onCode(typed);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === ROOM_CODE_DIGITS && !isBlocked) onCode(code);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        ref={input}
        label={t('student.code.label')}
        description={t('student.code.hint')}
        error={waitSeconds > 0 ? t('student.code.wait', { count: waitSeconds }) : problem}
        classNames={{ input: classes.digits ?? '' }}
        value={shownCode(code)}
        onChange={(event) => type(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        enterKeyHint="send"
        // The field is what this page is for: a keyboard that is up saves a tap of ten seconds.
        autoFocus
        readOnly={busy !== null}
        data-testid="room-code"
      />
      <Button type="submit" size="lg" fullWidth loading={busy !== null} disabled={isBlocked || code.length < 8}>
        {t('student.code.send')}
      </Button>
      <p className={classes.busy} role="status">
        {busy}
      </p>
    </form>
  );
}
