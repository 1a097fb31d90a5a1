import { requests } from './en/requests.ts';
import { addWords } from './index.ts';

addWords(requests);
