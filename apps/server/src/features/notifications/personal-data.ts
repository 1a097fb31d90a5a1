import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** What people were told, and how they want to be. */
export const notificationsData: PersonalData = {
  owner: 'notifications',
  tables: [
    personalTable({
      table: 'notification',
      subject: ['personId'],
      kind: 'Notifications',
      json: ['data'],
      madeAt: 'at',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'notificationChoice',
      subject: ['personId'],
      kind: 'Choices of notifications',
      onErasure: 'delete',
    }),
    personalTable({ table: 'digestChoice', subject: ['personId'], kind: 'Choice of digests', onErasure: 'delete' }),
    personalTable({ table: 'digest', subject: ['personId'], kind: 'Digests', onErasure: 'delete' }),
  ],
};
