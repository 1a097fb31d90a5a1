/** What tests of digests need of notifications. */
export { digestMail } from './digest-mails.ts';
export { writeLetter } from './letters/write-letter.ts';
export { saveChoice, saveRhythm } from './told/choices.store.ts';
