import { type Db, transact } from '../../platform/db/index.ts';
import { endSessionsOf } from './sign-in-session.store.ts';
import { keepAnAdmin, takeTurns } from './update-person.ts';

export interface EnablePeople {
  ids: readonly string[];
  action: 'enable' | 'disable';
  now: number;
}

/**
 * Enables or disables several people at once, all or none; disabling ends their sign-in sessions.
 * @returns how many changed. @throws AppError `last_admin`.
 */
export const enablePeople = (db: Db, { ids, action, now }: EnablePeople): Promise<number> =>
  transact(db, async (trx) => {
    await takeTurns(trx);
    const changed = await trx
      .updateTable('person')
      .set({ isDisabled: action === 'disable', updatedAt: now })
      .where('id', 'in', ids)
      .where('isDisabled', '=', action === 'enable')
      .returning('id')
      .execute();
    if (action === 'disable' && changed.length > 0) {
      const gone = changed.map((row) => row.id);
      await endSessionsOf(trx, gone, now);
      await keepAnAdmin(trx);
    }
    return changed.length;
  });
