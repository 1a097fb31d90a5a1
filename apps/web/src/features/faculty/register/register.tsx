import { Button, Skeleton, TextInput } from '@mantine/core';
import type { Register } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { t } from '../../../strings/index.ts';
import { announce } from '../../../ui/announce.tsx';
import { formatInstant } from '../../../ui/format-time.ts';
import { Icon } from '../../../ui/icon.tsx';
import { BackLink } from '../../../ui/link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Loaded, Notice } from '../../../ui/states.tsx';
import { useZone } from '../../../ui/time.tsx';
import { usePolicy } from '../../attendance/mark-kinds.ts';
import { keysOf } from '../mark-keys.ts';
import { useUndoKey } from '../use-undo-key.ts';
import type { Place } from './edits.ts';
import { MarkPanel } from './mark-panel.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import classes from './register.module.css';
import { type GridHandle, RegisterGrid } from './register-grid.tsx';
import { saveRegister } from './save-register.ts';
import { useRegister } from './use-register.ts';

/** The register of a section: every mark of every session, changed in place. */
export function RegisterPage() {
  const { id } = useParams({ from: '/app/sections/$id/register' });
  const register = useRegister(id);
  const { data } = register.query;
  return (
    <Page
      title={data ? t('register.of', { course: data.section.courseName }) : t('register.title')}
      description={data && t('attendance.section', { course: data.section.courseCode, section: data.section.name })}
      back={
        <BackLink to="/sections/$id" params={{ id }}>
          {t('register.back')}
        </BackLink>
      }
      width="wide"
    >
      <Loaded query={register.query} skeleton={<Skeleton height={400} />}>
        {(loaded) => <Sheet data={loaded} register={register} />}
      </Loaded>
    </Page>
  );
}

interface SheetProps {
  data: Register;
  register: ReturnType<typeof useRegister>;
}

function Sheet({ data, register }: SheetProps) {
  const { sessions } = data;
  const zone = useZone();
  const kinds = usePolicy()?.marks ?? [];
  const [reason, setReason] = useState('');
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<Place | null>(null);
  /** A change that waits for its reason. */
  const [waiting, setWaiting] = useState<{ places: Place[]; code: string } | null>(null);
  const grid = useRef<GridHandle>(null);
  /** Taking back needs one, too, also when the field was emptied meanwhile. */
  const lastReason = useRef<string | null>(null);
  const reasonField = useRef<HTMLInputElement>(null);
  const students = useMemo(() => matching(data.students, search), [data.students, search]);
  const sessionOf = useMemo(() => new Map(sessions.map((session) => [session.id, session])), [sessions]);
  const nameOf = (code: string) => kinds.find((kind) => kind.code === code)?.name ?? code;
  const studentName = (id: string) => data.students.find(({ student }) => student.id === id)?.student.name ?? '';
  const whenOf = ({ sessionId }: Place) => formatInstant(sessionOf.get(sessionId)?.openedAt ?? 0, zone);
  const keys = keysOf(kinds.map(({ code }) => code));
  const codes = new Map([...keys].map(([code, key]) => [key, code]));

  const save = (places: readonly Place[], code: string) => {
    if (reason.trim() !== '') lastReason.current = reason.trim();
    const count = register.set(places, { code, reason: reason.trim() || null });
    const [only] = places;
    if (places.length === 1 && only)
      announce(t('register.set', { student: studentName(only.studentId), mark: nameOf(code) }));
    else announce(t('register.setMany', { count, mark: nameOf(code) }));
  };
  const set = (places: Place[], code: string) => {
    const editable = places.filter(({ sessionId }) => sessionOf.get(sessionId)?.isEditable);
    if (editable.length === 0) return announce(t('register.locked'));
    const needsReason = editable.some(({ sessionId }) => sessionOf.get(sessionId)?.needsReason);
    if (needsReason && reason.trim() === '') {
      setWaiting({ places: editable, code });
      setShown(null);
      // After the panel has given the focus back.
      setTimeout(() => reasonField.current?.focus());
    } else save(editable, code);
  };
  const goOn = () => {
    if (reason.trim() === '') return;
    if (waiting) save(waiting.places, waiting.code);
    setWaiting(null);
    grid.current?.focus();
  };
  const undo = () => {
    if (!register.canUndo) return;
    const back = register.undo(lastReason.current && t('register.undoReason', { reason: lastReason.current }));
    announce(back.length === 0 ? t('register.undoneNone') : t('register.undone', { count: back.length }));
  };
  useUndoKey(undo);

  if (sessions.length === 0)
    return (
      <Empty icon="list" title={t('register.empty')}>
        {t('register.emptyBody')}
      </Empty>
    );
  if (data.students.length === 0)
    return (
      <Empty icon="people" title={t('register.nobody')}>
        {t('register.nobodyBody')}
      </Empty>
    );
  const legend = kinds.flatMap(({ code, name }) => (keys.has(code) ? [`${keys.get(code)} ${name}`] : [])).join(', ');
  const shownSession = shown && sessionOf.get(shown.sessionId);
  return (
    <div className={classes.page}>
      <div className={classes.tools}>
        <TextInput
          ref={reasonField}
          label={t('register.reason')}
          description={t('register.reasonHint')}
          value={reason}
          maxLength={500}
          error={waiting ? t('register.reasonMissing') : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') goOn();
            if (event.key === 'Escape') setWaiting(null);
          }}
        />
        <TextInput
          className={classes.search}
          label={t('register.search')}
          placeholder={t('register.searchHint')}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button variant="default" onClick={undo} disabled={!register.canUndo} leftSection={<Icon name="history" />}>
          {t('register.undo')}
        </Button>
        <Button
          variant="default"
          onClick={() => saveRegister(data, { students, zone, codeAt: register.codeAt })}
          leftSection={<Icon name="download" />}
        >
          {t('register.csv')}
        </Button>
        <span className={classes.status} data-testid="register-status">
          {register.isSaving ? (
            t('register.saving')
          ) : (
            <>
              <Icon name="check" size={16} /> {t('register.saved')}
            </>
          )}
        </span>
      </div>
      <p className={classes.help}>{t('register.help', { keys: legend })}</p>
      {register.refusal && (
        <RefusalNotice refusal={register.refusal} studentName={studentName} whenOf={whenOf} nameOf={nameOf} />
      )}
      {students.length === 0 ? (
        <Notice>{t('register.noMatch')}</Notice>
      ) : (
        <RegisterGrid
          ref={grid}
          students={students}
          sessions={sessions}
          minimumPercent={data.minimumPercent}
          codeAt={register.codeAt}
          codeOfKey={(key) => codes.get(key.toUpperCase())}
          onSet={set}
          onShow={setShown}
        />
      )}
      {shown && shownSession && (
        <MarkPanel
          place={shown}
          session={shownSession}
          title={t('register.panel', { student: studentName(shown.studentId), when: whenOf(shown) })}
          current={register.codeAt(shown)}
          isSaving={register.isSaving}
          onSet={(code) => {
            set([shown], code);
            setShown(null);
          }}
          onClose={() => {
            setShown(null);
            grid.current?.focus();
          }}
        />
      )}
    </div>
  );
}

const matching = (students: Register['students'], search: string): Register['students'] => {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return students;
  return students.filter(({ student }) => `${student.name} ${student.usn ?? ''}`.toLowerCase().includes(wanted));
};
