/** Words of the access policy, of roles, and of changing a person's role. */
export const access = {
  'access.title': 'Access',
  'access.description': 'Who may sign in, how they prove who they are, and for how long.',
  'access.toRoles': 'What each role may do',
  'access.never': 'Nobody has changed it yet: these are the defaults.',
  'access.changed': 'Last changed',
  'access.by': 'by {name}',
  'access.mailOff':
    'This installation sends no mail: nobody is told of a new device or asked for a number. The operator’s guide says how to set mail up.',

  'access.factor': 'Second factor',
  'access.factorIntro':
    'A passkey or an authenticator besides the password. Where it is required, people who have none set one up at their next sign-in.',
  'access.factor.admin': 'Administrators',
  'access.factor.faculty': 'Faculty',
  'access.factor.student': 'Students',
  'access.factor.required': 'Required',
  'access.factor.offered': 'Offered',
  'access.factorFixed': 'Can be raised, never lowered.',

  'access.sessions': 'How long people stay signed in',
  'access.sessionsIntro':
    'Shorter limits reach everybody who is signed in at once; longer ones count from the next sign-in.',
  'access.staff': 'Administrators and faculty',
  'access.students': 'Students',
  'access.idleMinutes': 'Longest pause, in minutes',
  'access.idleMinutesHint': 'Who does nothing for so long is signed out. 5 to 1,440.',
  'access.absoluteHours': 'Longest time, in hours',
  'access.absoluteHoursHint': 'After that everybody signs in again. 1 to 720.',
  'access.rememberDays': 'Stay signed in, in days',
  'access.rememberDaysHint': 'Who wishes it stays signed in on a device so long. 0: nobody; 90 at most.',

  'access.newDevice': 'New devices',
  'access.newDeviceIntro': 'What happens when somebody signs in on a device we have never seen them on.',
  'access.newDevice.tell': 'Tell them',
  'access.newDevice.tellHint':
    'They get a mail that says when, on which device and from where, and what to do if it was not them.',
  'access.newDevice.confirm': 'Tell them, and ask for a mailed number',
  'access.newDevice.confirmHint':
    'Who signs in by password alone also enters a number we mail to them. Not asked of people with a second factor, at single sign-on, or where we cannot mail.',
  'access.newDevice.needsMail': 'Needs mail, which is not set up.',

  'access.registration': 'Self-registration',
  'access.registrationIntro':
    'Students may ask for an account themselves. Nobody gets in before an administrator has approved them.',
  'access.registrationOpen': 'Students may register themselves',
  'access.mailDomains': 'Only with e-mails that end in',
  'access.mailDomainsHint': 'One per line, such as college.edu. Empty: any.',

  'access.save': 'Save',
  'access.checking': 'Counting who is affected',
  'access.reset': 'Back to what is in force',
  'access.unchanged': 'Nothing is changed.',
  'access.saved': 'Access policy saved.',
  'access.confirmTitle': 'Change who may sign in, and how?',
  'access.effect.admin': {
    one: '{count} administrator has no second factor yet and is asked for one at the next sign-in.',
    other: '{count} administrators have no second factor yet and are asked for one at their next sign-in.',
  },
  'access.effect.faculty': {
    one: '{count} faculty member has no second factor yet and is asked for one at the next sign-in.',
    other: '{count} faculty have no second factor yet and are asked for one at their next sign-in.',
  },
  'access.effect.student': {
    one: '{count} student has no second factor yet and is asked for one at the next sign-in.',
    other: '{count} students have no second factor yet and are asked for one at their next sign-in.',
  },
  'access.effect.sessions': {
    one: '{count} sign-in session ends at once.',
    other: '{count} sign-in sessions end at once.',
  },
  'access.effect.noSessions': 'Nobody is signed out.',
  'access.effect.thisSession': 'Yours is among them: you sign in again after saving.',
  'access.effect.confirm': 'From now on a password on a new device asks for a mailed number.',
  'access.effect.open': 'From now on students can ask for an account; you approve each of them.',
  'access.effect.closed': 'Nobody can ask for an account any more. Requests that wait stay.',

  'roles.title': 'Roles',
  'roles.description':
    'What each role may do, as the server decides it. Within that, people reach only what is theirs: faculty their sections, students themselves.',
  'roles.holders': {
    one: '{count} person',
    other: '{count} people',
  },
  'roles.devices': {
    one: '{count} device',
    other: '{count} devices',
  },
  'roles.may': 'May',
  'roles.mayCount': {
    one: 'may do {count} thing',
    other: 'may do {count} things',
  },
  'roles.caption': 'What may be done, and by whom',
  'roles.what': 'What',
  'roles.area': 'About',
  'roles.who': 'Who',
  'roles.asksAgain': 'Asks again',
  'roles.asksAgainYes': 'Asks for a fresh proof',
  'roles.asksAgainNo': 'No',
  'roles.everyone': 'Everyone, also without signing in',
  'roles.filterRole': 'Role',
  'roles.anyRole': 'All roles',
  'roles.filterArea': 'About',
  'roles.anyArea': 'Everything',
  'roles.empty': 'Nothing here',
  'roles.back': 'Access',

  'area.accounts': 'Accounts and signing in',
  'area.academics': 'Structure',
  'area.attendance': 'Attendance',
  'area.biometrics': 'Faces and consent',
  'area.insights': 'Overview',
  'area.kiosks': 'Kiosks',
  'area.live': 'Live updates',
  'area.notifications': 'Mail',
  'area.policies': 'Policies',
  'area.registration': 'Self-registration',
  'area.standing': 'Standing',
  'area.platform': 'The server',

  'changeRole.action': 'Change role',
  'changeRole.title': 'Give {name} another role',
  'changeRole.role': 'New role',
  'changeRole.confirm': 'Change role',
  'changeRole.signsOut': '{name} is signed out everywhere.',
  'changeRole.loses': {
    one: 'They lose {count} thing they may do now, about: {areas}.',
    other: 'They lose {count} things they may do now, about: {areas}.',
  },
  'changeRole.losesNothing': 'They lose nothing they may do now.',
  'changeRole.gains': {
    one: 'They gain {count}, about: {areas}.',
    other: 'They gain {count}, about: {areas}.',
  },
  'changeRole.keeps': 'Their marks, enrolments and consent stay.',
  'changeRole.done': '{name} is {role} now.',
} as const;
