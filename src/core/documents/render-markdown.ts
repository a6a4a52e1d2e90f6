import { escapeMarkdown } from './escape-markdown.ts';
import { instantText } from './instant-text.ts';
import { decisionWords } from './outcome.ts';
import type { Block, DocumentTree } from './tree.ts';

/** A document as GitHub-flavoured Markdown. Everything in the tree is text: none of it can become markup. */
export function renderMarkdown(tree: DocumentTree): string {
  return `# ${escapeMarkdown(tree.title)}\n\n${renderMarkdownBody(tree, 2)}`;
}

/** Everything below the title. @param level of its headings: `2` for `##` */
export function renderMarkdownBody(tree: DocumentTree, level: 2 | 3): string {
  const by = tree.draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  const parts = [
    `**${escapeMarkdown(tree.summary)}**`,
    ...tree.blocks.map((block) => blockText(block, level)),
    `---\n\nDrafted by ${by}, ${instantText(tree.at)}. ${escapeMarkdown(tree.draftedWhy)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: Block, level: 2 | 3): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(level)} ${escapeMarkdown(block.text)}`;
    case 'paragraph':
      return escapeMarkdown(block.text);
    case 'list':
      return block.items.map((text) => `- ${escapeMarkdown(text)}`).join('\n');
    case 'checklist':
      return block.items.map(checkbox).join('\n');
    case 'facts':
      return table(
        ['', ''],
        block.rows.map(({ name, value, link }) => [escapeMarkdown(name), linked(value, link)]),
      );
    case 'table':
      return table(
        block.columns.map(escapeMarkdown),
        block.rows.map((row) => row.map(escapeMarkdown)),
      );
    case 'code':
      return fenced(block.lines);
    case 'decision':
      return `**${decisionWords(block)}**: ${escapeMarkdown(block.sentence)}`;
    case 'quote':
      return `> *${escapeMarkdown(block.source)}, unverified:* ${escapeMarkdown(block.text)}`;
  }
}

function checkbox({ text, done, evidence }: Extract<Block, { kind: 'checklist' }>['items'][number]): string {
  const box = done === true ? '[x]' : '[ ]';
  const seen = evidence === null ? '' : ` (${escapeMarkdown(evidence)})`;
  return `- ${box} ${escapeMarkdown(text)}${seen}`;
}

/** Cells are Markdown already. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A link holds no mark that could end it: `webLink` has seen to that. */
function linked(value: string, link: string | undefined): string {
  const text = escapeMarkdown(value);
  return link === undefined ? text : `[${text}](${link})`;
}

/** The fence is longer than any run of backticks inside, so that no line can close it. */
function fenced(lines: readonly string[]): string {
  const flat = lines.map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' '));
  const runs = flat.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return [fence, ...flat, fence].join('\n');
}
