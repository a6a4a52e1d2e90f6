import { inlineSpans } from './inline-spans.ts';

/** A command as somebody wrote it into a comment. */
export interface Mention {
  /** The rest of its line, without the mention; an alias such as `/deploy-prepare` stays. */
  readonly text: string;
  /** How many more there are. Only the first is carried out. */
  readonly further: number;
}

const alias = '/deploy-prepare';

/**
 * The first command in a comment. A mention counts where a line of plain text begins with it: what is code, quoted or
 * invisible was not said to Belay. When in doubt, it was not.
 * @param names without `@`, such as `belay`
 */
export function findMention(body: string, names: readonly string[]): Mention | null {
  const commands = plainLines(spokenLines(body)).flatMap((line) => commandIn(line, names) ?? []);
  const [text] = commands;
  return text === undefined ? null : { text, further: commands.length - 1 };
}

function commandIn(line: string, names: readonly string[]): string | null {
  const [, word = '', rest = ''] = /^ {0,3}([@/][^\s:,]+)[:,]?(?:\s+(.*))?$/u.exec(line) ?? [];
  if (word.toLowerCase() === alias) return `${alias} ${rest}`.trim();
  const named = names.some((name) => `@${name}`.toLowerCase() === word.toLowerCase());
  return named ? rest.trim() : null;
}

/** What the lines that follow belong to. */
type Inside =
  | { readonly kind: 'text' }
  | { readonly kind: 'fence'; readonly mark: string }
  | { readonly kind: 'quote' }
  | { readonly kind: 'until'; readonly end: RegExp };

const text: Inside = { kind: 'text' };

/** Those that do not begin within something else. */
function plainLines(lines: readonly string[]): readonly string[] {
  const spans = inlineSpans(lines.join('\n')).toSorted((a, b) => a.from - b.from);
  let [offset, next, hiddenTo] = [0, 0, 0];
  return lines.filter((line) => {
    const start = offset;
    offset += line.length + 1;
    for (let span = spans[next]; span !== undefined && span.from < start; span = spans[next]) {
      hiddenTo = Math.max(hiddenTo, span.to);
      next += 1;
    }
    return start >= hiddenTo;
  });
}

/** The lines that readers see as plain text: not code, not quotations, not what HTML hides or shows as such; others are empty. */
function spokenLines(body: string): readonly string[] {
  let inside: Inside = text;
  const lines: string[] = [];
  for (const line of body.split(/\r\n|\n|\r/)) {
    const before: Inside = inside;
    inside = after(before, line);
    const spoken = before.kind === 'text' && inside.kind === 'text' && !/^( {4}| {0,3}\t)/.test(line);
    // A quotation begins with what may end a tag.
    lines.push(spoken ? line : (/^ {0,3}>/.exec(line)?.[0] ?? ''));
  }
  return lines;
}

function after(inside: Inside, line: string): Inside {
  switch (inside.kind) {
    case 'fence':
      return closesFence(line, inside.mark) ? text : inside;
    case 'until':
      return inside.end.test(line) ? text : inside;
    case 'quote':
      // Lines below a quotation belong to it until an empty one.
      return line.trim() === '' ? text : inside;
    case 'text':
      return opened(line);
  }
}

function opened(line: string): Inside {
  const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
  if (mark !== undefined) return { kind: 'fence', mark };
  if (/^ {0,3}>/.test(line)) return { kind: 'quote' };
  return openedByHtml(line);
}

function closesFence(line: string, mark: string): boolean {
  const [, closing = ''] = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line) ?? [];
  return closing[0] === mark[0] && closing.length >= mark.length;
}

const blocks = ['pre', 'code', 'blockquote', 'script', 'style', 'textarea', 'template'];

/** A comment or a block that this line opens and does not close. */
function openedByHtml(line: string): Inside {
  const comment = line.lastIndexOf('<!--');
  if (comment !== -1 && !line.includes('-->', comment + 4)) return { kind: 'until', end: /-->/ };
  for (const tag of blocks) {
    const last = [...line.matchAll(new RegExp(`<${tag}(?=[\\s>/]|$)`, 'giu'))].at(-1);
    const end = new RegExp(`</${tag}\\s*>`, 'iu');
    if (last !== undefined && !end.test(line.slice(last.index))) return { kind: 'until', end };
  }
  return text;
}
