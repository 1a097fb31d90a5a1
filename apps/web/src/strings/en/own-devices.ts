/** Words of a student's own devices, loaded with their screen. */
export const ownDevices = {
  'student.devices.intro':
    'Browsers you have checked in with. A check-in from another one is shown to your teacher as new; nothing else happens.',
  'student.devices.none': 'No devices yet',
  'student.devices.noneBody': 'The browser you check in with appears here.',
  'student.devices.lastUsed': 'Last check-in',
  'student.devices.thisOne': 'This device',
  'student.devices.unconfirmed': 'Waits for your teacher',
  'student.devices.remove': 'Remove',
  'student.devices.removeLabel': 'Remove {device} {fingerprint}',
  'student.devices.removeTitle': 'Remove {device}?',
  'student.devices.removeMarks': 'Keeps all your marks.',
  'student.devices.removeNew': 'A check-in from it counts as one from a new device again.',
  'student.devices.removed': 'Device removed',
} as const;
