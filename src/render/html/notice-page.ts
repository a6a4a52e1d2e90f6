import { escapeHtml } from './escape.ts';
import { style } from './style.ts';

/** What customers are told, as a page that needs no other file; nothing of the text is markup. */
export function noticePage(subject: string, body: string): string {
  const title = escapeHtml(subject);
  const paragraphs = body.split(/\n{2,}/).map((part) => `<p>${escapeHtml(part)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${paragraphs.join('\n')}
</main>
</body>
</html>
`;
}
