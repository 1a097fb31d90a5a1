// The content security policy allows no generated code: zod must not try. Set before any schema is made.
(globalThis as { __zod_globalConfig?: object }).__zod_globalConfig = { jitless: true };

// Two entrances: signing in needs neither router nor schemas, and should be there at once on a bad connection. Passing
// from one to the other loads the page anew, so that nothing of one person's data is in memory for the next.
// A provider leads back to a page below /sign-in/return.
const entrance = /^\/sign-in(\/return\/.*)?$/.test(window.location.pathname)
  ? import('./entrances/sign-in.tsx')
  : import('./entrances/app.tsx');

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
const { start } = await entrance;
start(root);

// What an earlier visitor left unsent for too long goes, whoever comes next.
import('./features/student/waiting/sweep.ts').then(({ sweepWaiting }) => sweepWaiting()).catch(() => {});

if (import.meta.env.PROD) {
  const { startServiceWorker } = await import('./app/app-update.ts');
  // Without it the app works as well, but for being offline.
  startServiceWorker().catch(() => {});
}

export {};
