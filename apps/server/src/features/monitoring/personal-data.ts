import { type PersonalData, personalTable } from '../../platform/personal-data/index.ts';

/** In which snapshots students were recognised: that goes, the headcount stays. Pictures show many people: they go by their days. */
export const monitoringData: PersonalData = {
  owner: 'monitoring',
  tables: [
    personalTable({
      table: 'roomSighting',
      subject: ['studentId'],
      kind: 'Snapshots of rooms in which you were recognised',
      onErasure: 'delete',
    }),
    personalTable({
      table: 'roomPictureOpening',
      subject: [],
      actors: ['openedBy'],
      kind: 'Openings of pictures of rooms',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'sessionRoom',
      subject: [],
      actors: ['chosenBy'],
      kind: 'Rooms of sessions',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'roomCamera',
      subject: [],
      actors: ['createdBy'],
      kind: 'Cameras in rooms',
      onErasure: 'keep',
    }),
    personalTable({
      table: 'monitoringSetting',
      subject: [],
      actors: ['changedBy'],
      kind: 'Settings of monitoring',
      onErasure: 'keep',
    }),
  ],
};
