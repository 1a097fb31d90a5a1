/** Version of the consent wording below; a change of wording is a new version and asks everybody again. */
export const consentText = {
  version: '2026-11-23',
  purpose: 'attendance',
  paragraphs: [
    'Your college would like to recognise your face to record your attendance. This is your choice: if you say no, you are marked in another way that counts just the same, by the room code shown in class or by your teacher, and nothing else changes for you.',
    'From a few pictures we compute a template, a list of numbers that describes your face. The pictures are thrown away at once; the template is encrypted with a key of its own and used only to record attendance at this college.',
    'Where your college looks into classrooms with cameras, snapshots of a class you belong to are compared with your template, too; you are told while that is so, the pictures are not kept unless your college says so there, and no mark changes by itself. Nothing else is ever read from your face: no emotion, no attention, no age, no gender.',
    'You can withdraw at any time on this page. Your template is then erased within a minute, and your attendance so far stays as it is.',
  ],
} as const;
