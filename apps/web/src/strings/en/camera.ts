/** Words of the camera and of face guidance. Keys start with `camera.`. */
export const camera = {
  'camera.picture': 'Picture of your camera',
  'camera.asking': 'Opening the camera. Allow it if the browser asks.',
  'camera.loading': 'Getting the face guide ready. This happens once.',
  'camera.loadingShare': 'Face guide: {percent}% loaded',
  'camera.withoutGuide': 'Go on without the guide',
  'camera.withoutGuideHint': 'The pictures are then taken by a timer.',
  'camera.timed': 'Look at the camera and hold still. Pictures are taken by a timer.',
  'camera.progress': '{taken} of {needed} pictures',

  'camera.hint.look_here': 'Put your face in the oval',
  'camera.hint.alone': 'Only you should be in the picture',
  'camera.hint.closer': 'Come closer',
  'camera.hint.back': 'Move back a little',
  'camera.hint.centre': 'Move your face into the oval',
  'camera.hint.brighter': 'Too dark: turn towards the light',
  'camera.hint.darker': 'Too bright: turn away from the light',
  'camera.hint.straighten': 'Look straight at the camera',
  'camera.hint.turn_left': 'Turn your head slightly to your left',
  'camera.hint.turn_right': 'Turn your head slightly to your right',
  'camera.hint.less_turn': 'Not so far: turn back a little',
  'camera.hint.hold_still': 'Hold still',
  'camera.hint.good': 'Good, hold still',
  'camera.hint.waiting': 'One moment',

  'camera.insecure.title': 'The camera needs a secure address',
  'camera.insecure.body':
    'Browsers open the camera only on pages that start with https:// or on this very computer. Ask your administrator for the secure address.',
  'camera.unsupported.title': 'This browser has no camera access',
  'camera.unsupported.body':
    'Use a current version of Chrome, Edge, Firefox or Safari. Pages opened inside another app often have no camera: open this page in the browser itself.',
  'camera.none.title': 'No camera was found',
  'camera.none.body': 'Connect a camera, or use a phone or laptop that has one.',
  'camera.denied.title': 'The camera is not allowed',
  'camera.denied.body':
    'Allow the camera for this site: use the camera or lock symbol beside the address, then try again. On a phone, the system settings must allow it for the browser too.',
  'camera.busy.title': 'The camera is in use',
  'camera.busy.body': 'Another app or tab holds it. Close video calls and other camera apps, then try again.',
  'camera.unplugged.title': 'The camera stopped',
  'camera.unplugged.body': 'It was unplugged, or the device let go of it. Try again.',
  'camera.failed.title': 'The camera did not open',
  'camera.failed.body': 'Try again. If it stays like this, restart the browser.',
} as const;
