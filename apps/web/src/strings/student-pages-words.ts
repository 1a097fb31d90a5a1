import { studentPages } from './en/student-pages.ts';
import { addWords } from './index.ts';

addWords(studentPages);
