/** What students are told while a camera looks into the room. */
export const monitoringNotice = {
  'watched.title': 'Monitoring is on in {room}.',
  'watched.body':
    'A camera takes a snapshot every {count} seconds to count people and to recognise the students of this class who agreed to it.',
  'watched.noPictures': 'No picture is kept, and no mark changes by itself.',
  'watched.pictures': {
    one: 'Pictures are kept, sealed, for {count} day. No mark changes by itself.',
    other: 'Pictures are kept, sealed, for {count} days. No mark changes by itself.',
  },
} as const;
