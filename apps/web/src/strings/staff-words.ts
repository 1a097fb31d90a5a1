import { staff } from './en/staff.ts';
import { addWords } from './index.ts';

// Loaded before the first screen of an administrator or teacher: see app/root.tsx.
addWords(staff);
