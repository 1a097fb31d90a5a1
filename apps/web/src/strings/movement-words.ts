import { movements } from './en/movements.ts';
import { addWords } from './index.ts';

addWords(movements);
