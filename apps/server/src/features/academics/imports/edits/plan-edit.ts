import type { EditSpec } from '@smart-presence/contract';
import type { Looking } from '../lookups.ts';
import { planSections } from './edit-sections.ts';
import { planStudents } from './edit-students.ts';
import type { PlannedEdit } from './planned-edit.ts';

/** What an edit of all that match would change: read anew each time, so what it says holds for the transaction it is in. */
export const planEdit = (spec: EditSpec, looking: Looking): Promise<PlannedEdit> =>
  spec.of === 'students' ? planStudents(spec, looking) : planSections(spec, looking);
