export { addressJudge, kindOfAddress, rangesHold } from './judge-address.ts';
export { judgedLookup, type Resolve } from './judged-lookup.ts';
