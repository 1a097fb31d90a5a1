/** Words of the calendar link on the account page. Keys start with `feed.`. */
export const calendarFeed = {
  'feed.title': 'Classes in your calendar',
  'feed.intro':
    'With a link of your own, a calendar on your phone or computer shows your classes and follows every change. Whoever has the link sees your classes: keep it to yourself.',
  'feed.make': 'Make a link',
  'feed.replace': 'Make another link',
  'feed.remove': 'Remove the link',
  'feed.removeBody': 'Calendars that use it no longer show your classes. You can make another one at any time.',
  'feed.replaceBody': 'The link you have now ends. Calendars need the new one to go on.',
  'feed.madeAt': 'Made',
  'feed.fetchedAt': 'Last used by a calendar',
  'feed.never': 'Not yet',
  'feed.url': 'Your link',
  'feed.once': 'It is shown only now. In your calendar choose “Add by URL” or “Subscribe”, and paste it.',
  'feed.copy': 'Copy the link',
  'feed.removed': 'The link is removed',
} as const;
