import { waiting } from './en/waiting.ts';
import { addWords } from './index.ts';

addWords(waiting);
