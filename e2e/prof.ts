import { readdirSync, readFileSync } from 'node:fs';
import { openCollege } from './bench/check-ins/college.ts';
import { crowd } from './bench/check-ins/arrivals.ts';
const college = await openCollege(() => {});
const threads = () => new Map(readdirSync(`/proc/${college.server.pid}/task`).map(t => { const s = readFileSync(`/proc/${college.server.pid}/task/${t}/stat`,'utf8'); const f = s.slice(s.lastIndexOf(')')+2).split(' '); return [t+' '+s.slice(s.indexOf('(')+1,s.lastIndexOf(')')), (Number(f[11])+Number(f[12]))*10] as const; }));
try { await college.askForMovements(); await crowd(college, { count: 8, atOnce: 8, kind: 'movements' });
  const b = threads(); const n = 32; const m = await crowd(college, { count: n, atOnce: 16, kind: 'movements' }); console.log('cpu', m.cpuMs/m.done.length, m.errors.slice(0,2));
  for (const [k,v] of threads()) { const d=(v-(b.get(k)??0))/n; if (d>0.5) console.log(k, d.toFixed(1)); }
console.log(college.server.output().split('\n').filter(l=>/Scav|Mark/.test(l)).slice(-60).join('\n')); } finally { await college.close(); }
