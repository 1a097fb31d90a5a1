/** Words of the copy of everything held about somebody. */
export const ownData = {
  'ownData.title': 'Your data',
  'ownData.body':
    'A file with everything held about you: as a page, as sheets, and for programs, with the documents you gave. Your face template is described, not included: a likeness of you could be made of it.',
  'ownData.save': 'Save a copy of my data',
  'ownData.titleOf': 'Copy of their data',
  'ownData.bodyOf':
    'Everything held about this person, to be handed to them when they ask. That you made it is written down.',
  'ownData.saveOf': 'Save a copy of their data',
  'ownData.done': 'The copy is saved.',
} as const;
