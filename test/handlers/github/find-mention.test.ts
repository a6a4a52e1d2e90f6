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
  ['it`s broken\n@belay status', 'status'],
  ['`a` and `b`\n@belay status', 'status'],
  ['a ` b\n\n@belay status\n\nc ` d', 'status'],
  ['see `x\ny`\n@belay status', 'status'],
  ['that cost $$\n@belay status', 'status'],
  ['<p title="a">hm</p>\n@belay rollback "x > y"', 'rollback "x > y"'],
  ['[x]: http://a "b"\n@belay status', 'status'],
  ['[x](http://a "b")\n@belay status', 'status'],
  ['[x]: http://a\n@belay rollback "y"', 'rollback "y"'],
  ['if a <b then\n\n@belay status\n\na -> b', 'status'],
  ['if a <b c="\n\n@belay status', 'status'],
  ['I <3 it\n@belay status', 'status'],
  ['```\n`\n```\n@belay status\n`', 'status'],
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
  '`a\n@belay status\nb`',
  '``a ` b\n@belay status\n``',
  '- ![`x\n@belay status\n`](a)',
  '$$\n@belay status\n$$',
  'so $$x\n\n@belay status\n\ny$$',
  '<p title="\n@belay status\n">',
  '<p class="a" title=\'\n\n@belay status\n\'>x</p>',
  '<p\n@belay status\n>',
  '<p\n\n@belay status\n\n>',
  '<p title="\n@belay status',
  '[x]: http://a "\n@belay status\n"',
  "[x]: http://a\n  '\n@belay status\n'",
  '[x]: http://a (\n@belay status\n)',
  '[x]:\n@belay "status"',
  '[\n@belay status\n]: http://a',
  '[x](http://a "\n@belay status\n")',
  '![\n@belay status\n](http://a)',
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
  for (const unit of [
    ...[
      '<pre ',
      '> ',
      '<!-- ',
      '``` ',
      '@belay ',
      '<pre>\n',
      '@'.repeat(100),
      '` `` ',
      '$$\n',
      '<p a="',
      '<p a=',
    ],
    ...[
      '[',
      '[x]: ',
      '[x]:\n',
      '](a ',
      '![',
      '<a =',
      '@belay\n',
      'x `a\n@belay x\nb` ',
      "<a b='\n",
      '[x]: y (\n',
    ],
  ]) {
    expect(said(unit.repeat(Math.floor(65_536 / unit.length)))).not.toBe('status');
  }
});
