import { feedback } from './en/feedback.ts';
import { addWords } from './index.ts';

addWords(feedback);
