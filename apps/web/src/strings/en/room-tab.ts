/** Words of the screen of a camera in a room. */
export const roomTab = {
  'roomTab.title': 'Room camera',
  'roomTab.pairTitle': 'Make this device a camera of a room',
  'roomTab.pairIntro': 'An administrator makes the code under Settings, Room cameras.',
  'roomTab.resting': 'The camera rests',
  'roomTab.restingBody': 'It is on only while a session is open in this room and monitoring is on.',
  'roomTab.on': 'Monitoring is on',
  'roomTab.every': { one: 'A snapshot every second.', other: 'A snapshot every {count} seconds.' },
  'roomTab.keepsNone': 'No picture is kept. Faces are counted and compared with the students of the session alone.',
  'roomTab.keeps':
    'Pictures are kept, sealed, for as long as the institution says. Faces are compared with the students of the session alone.',
  'roomTab.never': 'Nothing else is read from faces: no emotion, no attention, no age, no gender.',
  'roomTab.until': '{course}, until {time}',
  'roomTab.last': { one: '{count} face at {time}', other: '{count} faces at {time}' },
  'roomTab.failed': 'The last snapshot could not be looked at. Trying again.',
  'roomTab.camera': 'What the camera sees',
  'roomTab.asking': 'Waiting for the camera',
} as const;
