import { secondFactors } from '../../../strings/en/second-factors.ts';
import { addWords } from '../../../strings/index.ts';

// Imported by every screen that says them: they are no part of what everybody loads.
addWords(secondFactors);
