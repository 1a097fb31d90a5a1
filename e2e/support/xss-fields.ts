/** Fields that take any text and that nobody is shown, each with why. */
export const NEVER_SHOWN: Readonly<Record<string, string>> = {
  'setUp.token': 'compared by its hash',
  'setUp.admin.password': 'hashed',
  'signIn.password': 'hashed',
  'changePassword.current': 'hashed',
  'changePassword.next': 'hashed',
  'inspectLink.token': 'compared by its hash',
  'acceptLink.token': 'compared by its hash',
  'acceptLink.password': 'hashed',
  'register.password': 'hashed',
  'verifyRegistration.token': 'compared by its hash',
  'verifyRegistration.password': 'hashed',
  'enrolMyFace.password': 'hashed',
  'prove.password': 'hashed',
  'prove.second.code': 'compared',
  'settleNewPassword.password': 'hashed',
  'settleSecondFactor.code': 'compared',
  'giveConsent.textVersion': 'must equal the version of the present text',
  'checkIn.nonce': 'compared',
  'revealStep.nonce': 'compared',
  'previewStudentEdit.set.sectionLabel': 'compared',
  'checkImport.mapping': 'names columns of the file that is sent along',
  'saveAccessPolicy.selfRegistration.mailDomains[]': 'compared with the end of an address, shown to administrators',
  'previewAccessPolicy.selfRegistration.mailDomains[]': 'changes nothing',
  'finishSingleSignOn.redirectUri': 'compared',
  'finishSingleSignOn.query': 'parsed',
  'testIdentityProvider.scopes': 'compared with what the provider says it knows',
  'createIdentityProvider.clientSecret': 'sealed',
  'updateIdentityProvider.clientSecret': 'sealed',
  ...Object.fromEntries(
    ['create', 'update'].flatMap((verb) =>
      ['user', 'password'].map((field) => [`${verb}RoomCamera.${field}`, 'sealed, and said to the camera alone']),
    ),
  ),
  'createIdentityProvider.mailDomains[]': 'compared with the end of an address, shown to administrators',
  'updateIdentityProvider.mailDomains[]': 'compared with the end of an address, shown to administrators',
  'addPasskey.response.response.transports[]': 'told back to the browser that wrote it',
};

/** Shown to people, and not planted by the API: what they need is made in a browser, in the story that is named. */
export const PLANTED_NOWHERE: Readonly<Record<string, string>> = {
  'addPasskey.name': 'second-factors.story.ts',
  'startPhotoUpload.fileName': 'import.story.ts',
  'editStudents.set.sectionLabel': 'import.story.ts',
  'undoStudentEdit.set.sectionLabel': 'import.story.ts',
  'undoStudentEdit.students[].before.sectionLabel': 'import.story.ts',
  'renamePasskey.name': 'second-factors.story.ts',
  'checkIn.device.label': 'room-code.story.ts',
  'resolveAlert.note': 'security.story.ts',
  'checkInByCode.device.label': 'room-code.story.ts',
};

const providerFields = [
  'name',
  'clientId',
  'requiredClaim.claim',
  'requiredClaim.value',
  'roleRules[].claim',
  'roleRules[].value',
  'department.claim',
  'usnClaim',
  'secondFactor.amr[]',
  'secondFactor.acr[]',
];

/** Fields that `plantCorpus`, or `xss.story.ts`, fills with the corpus. */
export const PLANTED = [
  ...['institution.name', 'admin.name', 'department.name', 'term.name'].map((field) => `setUp.${field}`),
  ...['createPerson', 'updatePerson'].flatMap((route) => [`${route}.name`, `${route}.profile.sectionLabel`]),
  ...['Place', 'Department', 'Term', 'Course', 'Section', 'Kiosk'].flatMap((thing) => [
    `create${thing}.name`,
    `update${thing}.name`,
  ]),
  ...['create', 'update'].flatMap((verb) => providerFields.map((field) => `${verb}IdentityProvider.${field}`)),
  ...['rollOverTerm.term.name', 'splitIntoBatches.prefix'],
  'startImport.fileName',
  'savePolicy.data.marks[].name',
  'savePolicy.note',
  'giveConsent.guardian.name',
  'setMarks.reason',
  ...['createRoomCamera.name', 'updateRoomCamera.name'],
  ...['createRoom.name', 'updateRoom.name', 'addHoliday.name', 'changeClass.cancelled.reason'],
  'register.name',
  'refuseRegistrations.reason',
  'nameMySignInSession.name',
  'resetSecondFactors.reason',
  ...['askLeave.statement', 'appealMark.statement', 'askSecondReading.statement', 'answerRequest.reason'],
];
