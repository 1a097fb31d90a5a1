import { insight } from './en/insight.ts';
import { addWords } from './index.ts';

addWords(insight);
