import type { Person } from '@smart-presence/contract';
import { somebody } from '../testing.ts';
import { asha, type TestSingleSignOn } from './testing-single-sign-on.ts';

/** Who is at the college before they come by the provider. */
export const resident = ({ db, app }: TestSingleSignOn, input: Partial<Person> = {}) =>
  somebody(db, { role: 'student', email: asha.email, ...input } as never, app.clock.now);

export const people = async ({ db }: TestSingleSignOn) => (await db.selectFrom('person').select('id').execute()).length;
