import { type PersonFields, peopleByIds, removePeople, writePeople } from '../../../accounts/index.ts';
import type { ObjectStore } from '../plan.ts';

export const personObjects: ObjectStore = {
  table: 'person',
  parts: ['student_profile.person_id'],
  read: peopleByIds,
  write: (trx, objects, { now }) => writePeople(trx, objects as { id: string; fields: PersonFields }[], now),
  remove: removePeople,
};
