import { loadEnvFile } from '@smart-presence/server';
import { fillWithDemo } from '@smart-presence/server/demo/fill-with-demo.ts';

export const help = `Usage: smart-presence demo

Fills an empty installation with an imagined college: 3 departments, 12 courses, 200 students and a term of
attendance. Refuses when somebody already uses the database, and in production.`;

export const demo = async (): Promise<number> => {
  loadEnvFile();
  const show = process.stdout.isTTY;
  const result = await fillWithDemo(process.env, (share) => {
    if (show) process.stdout.write(`\rHolding a term of classes … ${Math.round(share * 100)}% `);
  });
  if (show) process.stdout.write('\n');
  if ('refused' in result) {
    process.stderr.write(`${result.refused}\n`);
    return 1;
  }
  const { students, teachers, courses, sessions, marks, accounts, password } = result;
  process.stdout.write(
    `\nThe demo college has ${students} students, ${teachers} teachers, ${courses} courses, ${sessions} sessions held and ${marks} marks.\n`,
  );
  process.stdout.write('Start it with npm start, then sign in as:\n');
  for (const { role, email, name } of accounts)
    process.stdout.write(`  ${role.padEnd(8)} ${email.padEnd(36)} ${name}\n`);
  process.stdout.write(`Password for all of them: ${password}\n\n`);
  return 0;
};
