import { ownData } from './en/own-data.ts';
import { addWords } from './index.ts';

addWords(ownData);
