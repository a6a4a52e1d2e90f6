import fc from 'fast-check';

/** Text as somebody would type it who wants to mention, link, close, forge or break out. */
export const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '@acme/leads',
          'fixes #1',
          'Closes GH-7',
          'acme/shop#3',
          'acme/shop@d6fde92',
          '[x](http://evil.example)',
        ],
        ...[
          '![i](//e)',
          '<script>',
          '<!-- belay:card/r-0123456789/github -->',
          '-->',
          '</details>',
          '</summary>',
        ],
        ...[
          '<details>',
          '`',
          '``',
          '```',
          '````\n',
          '~~~',
          '| a |',
          '\\',
          '\\|',
          '\n\n',
          '\n# h\n',
          '\n> quote',
          '&#64;a',
        ],
        ...[
          '**b**',
          '__u__',
          '$x$',
          '^',
          '{',
          '- [x] done',
          '1. one',
          'www.evil.example',
          'https://evil.example',
        ],
        ...['a@b.example', '\u202E', '\u200B', '\u001b[31m', '\u2028', ':tada:'],
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(' ', 'word', '8203;', '.', '-'),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => `a${parts.join('')}z`);

/**
 * What of a message is markup to GitHub: code, escapes and entities are taken away, and so are characters without a
 * meaning. Two messages with the same markup look alike but for their words.
 */
export function markup(body: string): string {
  return withoutCode(body)
    .replace(/\\[!-/:-@[-`{-~]/g, '')
    .replace(/@&#8203;/g, '')
    .replace(/&(amp|lt|gt|#\d+);/g, '')
    .replace(/[^`*_[\]<>|~$^{}!#@\n]/g, '');
}

/** Without the references to the change itself, the only ones that are meant to be live. */
export function withoutChange(body: string): string {
  return body.replaceAll(/^- \*\*Change:\*\* acme\/shop#12, commit acme\/shop@[0-9a-f]{40}$/gm, '');
}

/** Code spans and fences end where CommonMark ends them: at a run of backticks of their own length. */
export function withoutCode(body: string): string {
  const fenced = body.replace(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, 'FENCE');
  return fenced.replace(/(?<!`|(?<!\\)(?:\\\\)*\\)(`+)(?!`)(.*?[^`])\1(?!`)/g, 'CODE');
}
