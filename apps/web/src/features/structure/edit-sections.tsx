import { NativeSelect } from '@mantine/core';
import { routes, type SectionEdit } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { EditAll } from '../imports/edit-all.tsx';
import { FacultyPicker } from './faculty-picker.tsx';

const fields = ['facultyIds', 'opensItself', 'roomId'] as const;
type Field = (typeof fields)[number];

/** Gives sections the same faculty, opening or room: those named, or all of a term. */
export function EditSections({ label, termId, ids }: { label: string; termId: string; ids: readonly string[] }) {
  const [field, setField] = useState<Field>('facultyIds');
  const [facultyIds, setFaculty] = useState<string[]>([]);
  const [opensItself, setOpening] = useState(true);
  const [roomId, setRoom] = useState('');
  const set: SectionEdit = { facultyIds, opensItself, roomId: roomId || null };
  const filter = { search: '', ...(termId && { termId }), ids: [...ids] };
  return (
    <EditAll
      label={label}
      title={t('section.editTitle')}
      spec={{ of: 'sections', filter, set: { [field]: set[field] } }}
    >
      <NativeSelect
        label={t('people.editField')}
        value={field}
        data={fields.map((value) => ({ value, label: t(`section.editField.${value}`) }))}
        onChange={(event) => setField(event.currentTarget.value as Field)}
      />
      {field === 'facultyIds' && (
        <FacultyPicker
          label={t('section.faculty')}
          description={t('section.editFacultyHint')}
          known={[]}
          value={facultyIds}
          onChange={setFaculty}
        />
      )}
      {field === 'opensItself' && (
        <NativeSelect
          label={t('people.editValue')}
          value={opensItself ? 'yes' : 'no'}
          data={[
            { value: 'yes', label: t('people.editYes') },
            { value: 'no', label: t('people.editNo') },
          ]}
          onChange={(event) => setOpening(event.currentTarget.value === 'yes')}
        />
      )}
      {field === 'roomId' && <Room value={roomId} onChange={setRoom} />}
    </EditAll>
  );
}

function Room({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const rooms = useApi(routes.listRooms, {});
  return (
    <>
      <NativeSelect
        label={t('people.editValue')}
        description={t('section.editRoomHint')}
        value={value}
        data={[
          { value: '', label: t('section.noRoom') },
          ...(rooms.data ?? []).map(({ id, name, place }) => ({ value: id, label: `${name}, ${place.name}` })),
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Problem error={rooms.error} />
    </>
  );
}
