/** Words of joining, leaving and batches. */
export const rosters = {
  'roster.coming': 'To come',
  'roster.joinsOn': 'Joins on {day}',
  'roster.leavesOn': 'Leaves on {day}',
  'roster.cancelPlan': 'Cancel plan',
  'roster.cancelPlanName': 'Cancel plan for {name}',
  'roster.planCancelled': 'Nothing is planned for {name} any more.',
  'roster.dropFrom': 'First day without {name}',
  'roster.dropPlanned': '{name} leaves on {day}.',
  'roster.dropToCome': 'Until {day} nothing changes. On that day {name} leaves by itself; you can cancel it before.',
  'roster.dropPast': 'It is as if {name} had left on {day}: standing counts no session from that day on.',

  'enrol.from': 'First day in the section',
  'enrol.fromToday': 'From now on. Sessions that are over are no absences.',
  'enrol.fromPast':
    'They belong to the section since that day. Sessions that are over are no absences; a teacher can still mark who was there.',
  'enrol.fromToCome':
    'They join at the beginning of that day, by themselves. Until then the roster shows them as to come.',
  'enrol.planned': {
    one: '{count} student will join on the chosen day.',
    other: '{count} students will join on the chosen day.',
  },

  'batches.link': 'Batches',
  'batches.title': 'Split into batches',
  'batches.about':
    'Each batch becomes a section of this course for labs, with its own timetable and sessions. Whoever is on this roster is put in one of them.',
  'batches.count': 'Number of batches',
  'batches.prefix': 'Name',
  'batches.prefixHint': 'A number follows it: Lab B1, Lab B2.',
  'batches.by': 'How students are dealt',
  'batches.usn': 'Runs of USNs',
  'batches.round-robin': 'One to each batch in turn',
  'batches.onlyNew': 'Where there are batches already, whoever is in none is put in the smallest.',
  'batches.check': 'See who is where',
  'batches.apply': 'Put them there',
  'batches.added': {
    one: '{count} student is added',
    other: '{count} students are added',
  },
  'batches.already': {
    one: '{count} is in it already',
    other: '{count} are in it already',
  },
  'batches.nothing': 'Everybody is in a batch already: nothing changes.',
  'batches.done': 'Batches are up to date.',
} as const;
