import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { escapeHtml } from './letters/escape-html.ts';
import type { FiledMail, FileMailer } from './mailers/file-mailer.ts';

/** Below /api, where the server finds out who asks. */
const PAGE = '/api/dev/mail';

/**
 * `/dev/mail`, in development only: the mails that became files. For administrators, who may make such links anyway, and
 * not for whoever comes from this machine: behind a proxy everyone does.
 */
export const devMailRoutes = ({ app }: Pick<Platform, 'app'>, files: FileMailer): void => {
  app.get('/dev/mail', { schema: { hide: true } }, (_request, reply) => reply.redirect(PAGE));
  app.get(PAGE, { schema: { hide: true } }, (request, reply) => {
    if (!request.viewer) return fail('sign_in_required');
    if (request.viewer.role !== 'admin') return fail('forbidden');
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(pageOf(files.recent()));
  });
};

const pageOf = (mails: readonly FiledMail[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mail of this server</title>
<h1>Mail of this server</h1>
<p>No mail server is set up (MAIL_URL), so mails become files in the folder <code>mail</code> of the data folder. These were made since the server started.</p>
${mails.length === 0 ? '<p>None yet.</p>' : mails.map(articleOf).join('\n')}
</html>
`;

const articleOf = ({ at, file, to, subject, text }: FiledMail): string => `<article>
<h2>${escapeHtml(subject)}</h2>
<p>To ${escapeHtml(to)}, <time>${new Date(at).toISOString()}</time>, <code>${escapeHtml(file)}</code></p>
<pre>${withLinks(text)}</pre>
</article>`;

const withLinks = (text: string): string =>
  escapeHtml(text).replace(/^https?:\/\/\S+$/gm, (url) => `<a href="${url}">${url}</a>`);
