import type { Db } from '../../../platform/db/index.ts';
import { createAccountsApp } from '../testing-app.ts';
import { notedMail, setPolicy } from './testing.ts';

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

interface Wishes {
  newDevice?: 'tell' | 'confirm';
  mailOn?: boolean;
}

/** An app that notes its mails, under a policy that says what becomes of sign-ins on new devices. */
export const bootNewDevice = async (
  t: { after: (work: () => Promise<unknown>) => void },
  db: Db,
  { newDevice = 'tell', mailOn = true }: Wishes = {},
) => {
  const noted = notedMail();
  const app = await createAccountsApp({
    db,
    env: { PUBLIC_URL: 'http://attendance.example.edu' },
    needs: { mail: mailOn ? noted.mail : null },
  });
  t.after(app.close);
  await setPolicy(app.platform.db, { newDevice });
  return { app, ...noted };
};
