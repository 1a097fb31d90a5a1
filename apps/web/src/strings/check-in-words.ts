import { checkInWords } from './en/check-in-words.ts';
import { addWords } from './index.ts';

addWords(checkInWords);
