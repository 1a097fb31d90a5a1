import { loadEnvFile } from '@smart-presence/server';
import { checkInstallation, type Finding } from '@smart-presence/server/doctor/check-installation.ts';

export const help = `Usage: smart-presence doctor [--json]

Says what works, what is missing and how to fix it. Exit code 1 when something must be fixed.`;

const signs = { ok: 'ok      ', note: 'note    ', problem: 'PROBLEM ' } as const;

export const doctor = async ({ json }: { json: boolean }): Promise<number> => {
  loadEnvFile();
  const findings = await checkInstallation(process.env);
  for (const finding of findings) process.stdout.write(json ? `${JSON.stringify(finding)}\n` : line(finding));
  return findings.some((finding) => finding.level === 'problem') ? 1 : 0;
};

const line = ({ level, name, detail, fix }: Finding): string =>
  `${signs[level]}${name}: ${detail}${fix ? `\n          → ${fix}` : ''}\n`;
