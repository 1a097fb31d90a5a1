export { watchIntrusions } from './watch-intrusions.ts';
