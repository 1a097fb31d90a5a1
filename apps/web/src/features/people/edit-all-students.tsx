import { t } from '../../strings/index.ts';
import { EditAll } from '../imports/edit-all.tsx';
import type { PeopleSearch } from './people-search.ts';
import { StudentField, useStudentField } from './student-field.tsx';

/** Gives everybody who matches the same field: counted, applied and undone where imports are. */
export function EditAllStudents({ total, search }: { total: number; search: PeopleSearch }) {
  const chosen = useStudentField(() => undefined);
  const { page: _, pageSize: __, sort: ___, order: ____, ...filter } = search;
  return (
    <EditAll
      label={t('people.editAll', { count: total })}
      title={t('people.editAllTitle')}
      spec={{ of: 'students', filter, set: chosen.set }}
    >
      <StudentField chosen={chosen} />
    </EditAll>
  );
}
