import { nextClass } from './en/next-class.ts';
import { addWords } from './index.ts';

addWords(nextClass);
