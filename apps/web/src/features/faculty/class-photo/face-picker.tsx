import { Button, Modal, Stack, TextInput, Title } from '@mantine/core';
import type { Proposal } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { searchRows } from '../../../ui/table/table-view.ts';
import type { RosterEntry } from '../board-facts.ts';
import classes from './class-photo.module.css';
import { FaceCrop } from './face-crop.tsx';
import { type Naming, personAt, rivalOf, type Word } from './naming.ts';

interface FacePickerProps {
  proposal: Proposal;
  naming: Naming;
  roster: readonly RosterEntry[];
  /** Null when closed. */
  face: number | null;
  urls: readonly string[];
  onWord: (word: Word) => void;
  onClose: () => void;
}

/** Who is this? Likely people first, then the whole roster, searchable; or nobody of it. */
export function FacePicker(props: FacePickerProps) {
  const { face, onClose } = props;
  return (
    <Modal
      opened={face !== null}
      onClose={onClose}
      title={<strong>{t('faculty.photo.who')}</strong>}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {face !== null && <Choices {...props} key={face} face={face} />}
    </Modal>
  );
}

function Choices({ proposal, naming, roster, face, urls, onWord }: FacePickerProps & { face: number }) {
  const [search, setSearch] = useState('');
  const now = personAt(proposal, naming, face);
  const likely = proposal.faces[face]?.candidates.map(({ student }) => student) ?? [];
  const likelyIds = new Set(likely.map(({ id }) => id));
  const others = roster.map(({ student }) => student).filter(({ id }) => !likelyIds.has(id));
  const found = searchRows(others, ({ name, usn }) => `${name} ${usn ?? ''}`, search);
  const choice = (student: { id: string; name: string; usn: string | null }) => (
    <li key={student.id}>
      <button
        type="button"
        className={classes.choice}
        aria-pressed={student.id === now}
        onClick={() => onWord({ is: 'student', id: student.id })}
      >
        <span>
          <strong>{student.name}</strong> <span className={classes.usn}>{student.usn}</span>
          {rivalOf(proposal, naming, { face, studentId: student.id }) !== null && (
            <span className={classes.taken}>{t('faculty.photo.taken')}</span>
          )}
        </span>
        {student.id === now && <Icon name="check" />}
      </button>
    </li>
  );
  return (
    <Stack>
      <div className={classes.pickerFace}>
        <FaceCrop proposal={proposal} face={face} urls={urls} size={144} />
      </div>
      {likely.length > 0 && (
        <section aria-labelledby="likely">
          <Title order={3} id="likely">
            {t('faculty.photo.candidates')}
          </Title>
          <ul className={classes.choices}>{likely.map(choice)}</ul>
        </section>
      )}
      <Button variant="default" onClick={() => onWord({ is: 'nobody' })}>
        {t('faculty.photo.notOnRoster')}
      </Button>
      <TextInput
        type="search"
        label={t('faculty.photo.search')}
        placeholder={t('faculty.photo.searchHint')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [only] = found;
          if (event.key === 'Enter' && found.length === 1 && only) onWord({ is: 'student', id: only.id });
        }}
      />
      {found.length === 0 ? (
        <p role="status">{t('faculty.photo.nobodyFound')}</p>
      ) : (
        <ul className={classes.choices} aria-label={t('faculty.photo.rest')}>
          {found.map(choice)}
        </ul>
      )}
    </Stack>
  );
}
