import { escapeHtml } from './escape-html.ts';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

/** What a letter says, as plain text; how it looks is decided here alone. */
export interface Contents {
  subject: string;
  greeting: string;
  paragraphs: readonly string[];
  /** Lists under headings, below the paragraphs. */
  parts?: readonly Part[];
  /** What is to be copied by hand. */
  number?: string;
  /** The one thing to do; null: nothing that a link could help with. */
  action: Link | null;
  /** In small print below. */
  notes: readonly string[];
  /** In small print, too: such as the way to the reader's choices. */
  link?: Link | undefined;
}

export interface Part {
  title: string;
  lines: readonly string[];
}

interface Link {
  label: string;
  url: string;
}

/** The same words twice: as text, and as HTML without any picture, script or address of anybody else. */
export const layOut = (institution: string, contents: Contents): Letter => ({
  subject: contents.subject,
  text: asText(institution, contents),
  html: asHtml(institution, contents),
});

const asText = (institution: string, contents: Contents): string => {
  const { greeting, paragraphs, parts = [], number, action, notes, link } = contents;
  return [
    greeting,
    ...paragraphs,
    ...parts.map(({ title, lines }) => [title, ...lines.map((line) => `- ${line}`)].join('\n')),
    ...(number === undefined ? [] : [number]),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...notes,
    ...(link ? [`${link.label}:\n${link.url}`] : []),
    `-- \n${institution}`,
  ].join('\n\n');
};

const style = {
  body: 'margin:0;padding:24px;background:#f5f7f9;color:#1b2631;font:16px/1.5 system-ui,sans-serif',
  card: 'max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px',
  name: 'margin:0 0 16px;font-weight:600',
  button:
    'display:inline-block;padding:12px 20px;background:#1f5296;color:#ffffff;text-decoration:none;border-radius:6px',
  number: 'margin:0 0 16px;font-size:28px;font-weight:600;letter-spacing:4px',
  heading: 'margin:24px 0 8px;font-size:16px',
  list: 'margin:0;padding-left:20px;overflow-wrap:anywhere',
  note: 'margin:16px 0 0;font-size:14px;color:#4a5864;overflow-wrap:anywhere',
};

const asHtml = (institution: string, contents: Contents): string => {
  const { subject, greeting, paragraphs, parts = [], number, action, notes, link } = contents;
  const lines = [
    ...[greeting, ...paragraphs].map((line) => `<p>${escapeHtml(line)}</p>`),
    ...parts.map(partOf),
    ...(number === undefined ? [] : [`<p style="${style.number}">${escapeHtml(number)}</p>`]),
    ...(action ? [buttonOf(action)] : []),
  ];
  const small = [
    ...[...notes, ...(action ? [action.url] : [])].map(escapeHtml),
    ...(link ? [`<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`] : []),
  ].map((line) => `<p style="${style.note}">${line}</p>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="${style.body}">
<div style="${style.card}">
<p style="${style.name}">${escapeHtml(institution)}</p>
${lines.join('\n')}
${small.join('\n')}
</div>
</body>
</html>
`;
};

const partOf = ({ title, lines }: Part): string =>
  `<h2 style="${style.heading}">${escapeHtml(title)}</h2>
<ul style="${style.list}">
${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}
</ul>`;

const buttonOf = ({ label, url }: Link): string =>
  `<p><a href="${escapeHtml(url)}" style="${style.button}">${escapeHtml(label)}</a></p>`;
