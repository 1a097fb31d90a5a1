import { registering } from './en/registering.ts';
import { addWords } from './index.ts';

addWords(registering);
