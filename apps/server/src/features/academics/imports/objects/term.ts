import type { ObjectStore } from '../plan.ts';
import { rowObjects } from './row-objects.ts';

export interface TermObject {
  name: string;
  startDay: string;
  endDay: string;
}

const { byId, store } = rowObjects<TermObject>({
  table: 'term',
  columns: ['name', 'startDay', 'endDay'],
});

export const termsById = byId;
export const termObjects: ObjectStore = {
  ...store,
  termsOf: (_trx, ids) => Promise.resolve(new Map(ids.map((id) => [id, id]))),
};
