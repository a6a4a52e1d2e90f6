import { expect, it } from 'vitest';
import { findMention } from '../../../handlers/github/find-mention.ts';

const names = ['belay', 'claude'];
const said = (body: string) => findMention(body, names)?.text ?? null;

it.each([
  ['@belay status', 'status'],
  ['@belay: status', 'status'],
  ['@BELAY, status', 'status'],
  ['@claude deploy api v2', 'deploy api v2'],
  ['Thanks!\r\n\r\n@belay deploy to production\r\nbye', 'deploy to production'],
  ['   @belay status', 'status'],
  ['@belay', ''],
  ['/deploy-prepare migration --from v1 --to v2', '/deploy-prepare migration --from v1 --to v2'],
  ['> earlier\n\n@belay status', 'status'],
  ['```\n@belay rollback\n```\n@belay status', 'status'],
  ['<!-- note -->\n@belay status', 'status'],
  ['<details>\n<summary>more</summary>\n\n@belay status', 'status'],
])('reads a command in %j', (body, text) => {
  expect(said(body)).toBe(text);
});

it.each([
  'please @belay status',
  'mail me at someone@belay status',
  '@belay-bot status',
  '@belayed status',
  'belay status',
  '/belay-status',
  '- @belay status',
  '> @belay status',
  '   > @belay status',
  '> quoted\n@belay status belongs to the quotation',
  '    @belay status',
  '\t@belay status',
  '```\n@belay status\n```',
  '```\n@belay status',
  '~~~~\n~~~\n@belay status\n~~~~',
  '```text\n```not the end\n@belay status\n```',
  '<!--\n@belay status\n-->',
  '<!-- hidden\n@belay status',
  '<!-- a --> <!-- b\n@belay status\n-->',
  '<pre>\n@belay status\n</pre>',
  '<PRE><code>\n@belay status\n</code></PRE>',
  '<blockquote>\n@belay status\n</blockquote>',
  '`@belay status`',
  '',
])('reads none in %j', (body) => {
  expect(said(body)).toBeNull();
});

it('counts the further commands', () => {
  expect(findMention('@belay status\n@belay pause\n\n@claude resume', names)).toEqual({
    text: 'status',
    further: 2,
  });
});

it('reads the largest comment quickly whatever is in it', () => {
  for (const unit of ['<pre ', '> ', '<!-- ', '``` ', '@belay ', '<pre>\n', '@'.repeat(100)]) {
    expect(said(unit.repeat(Math.floor(65_536 / unit.length)))).not.toBe('status');
  }
});
