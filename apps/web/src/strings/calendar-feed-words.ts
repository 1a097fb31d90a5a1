import { calendarFeed } from './en/calendar-feed.ts';
import { addWords } from './index.ts';

addWords(calendarFeed);
