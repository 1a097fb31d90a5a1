import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { type Mailer, messageOf, type Post } from './message.ts';

/** A mail that became a file, for the page that shows them. */
export interface FiledMail {
  at: number;
  file: string;
  to: string;
  subject: string;
  text: string;
}

export interface FileMailer extends Mailer {
  /** Mails of this process, newest first. */
  recent(): readonly FiledMail[];
  /** Removes files older than a week: the links in them have ended by then. */
  forgetOld(): Promise<void>;
}

const WEEK_MS = 7 * 24 * 3_600_000;
const SHOWN = 50;
const FROM = { name: 'Smart Presence', address: 'smart-presence@localhost.invalid' };

/** For development, without a mail server: each mail becomes a file in this folder that only its owner can read. */
export const fileMailer = (folder: string, clock: () => number): FileMailer => {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  let recent: FiledMail[] = [];
  const note = ({ id, to, letter: { subject, text } }: Post): void => {
    recent = [{ at: clock(), file: `${id}.eml`, to, subject, text }, ...recent].slice(0, SHOWN);
  };
  return {
    send: async (post) => {
      const { message } = await transport.sendMail(messageOf(post, FROM));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, `${post.id}.eml`), message as Buffer, { mode: 0o600 });
      note(post);
    },
    recent: () => recent,
    forgetOld: async () => {
      for (const name of await filesIn(folder)) {
        const file = join(folder, name);
        if ((await stat(file)).mtimeMs < clock() - WEEK_MS) await rm(file, { force: true });
      }
    },
  };
};

const filesIn = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};
