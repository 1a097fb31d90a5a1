import { reports } from './en/reports.ts';
import { addWords } from './index.ts';

addWords(reports);
