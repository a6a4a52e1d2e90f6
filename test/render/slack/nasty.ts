import fc from 'fast-check';

/** What somebody could type to ping, link, format or hide something on Slack. */
const tricks = [
  '<!here>',
  '<!channel>',
  '<!everyone|hello>',
  '<@U0123456789>',
  '<@W0123456789|ada>',
  '<#C0123456789>',
  '<!subteam^S0123456789>',
  '<!date^1700000000^{date}|x>',
  '<https://example.com|press here>',
  'https://example.com/a_b',
  'www.example.com',
  'example.com',
  'ada@example.com',
  '<mailto:ada@example.com>',
  '@here',
  '#general',
  '*bold*',
  '_it_',
  '~no~',
  '`code`',
  '```\nblock\n```',
  '> quote',
  '>>> quote',
  '• item',
  ':smile:',
  ':+1::skin-tone-2:',
  '&lt;!here&gt;',
  '&amp;',
  '"},{"type":"actions"',
  '\\',
  '\n',
  '\r\n',
  '\u202e',
  '\u200b',
  '\u2060',
  'a&&id',
  '🧗🏽‍♀️',
];

export const nasty = (maxLength = 60): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ maxLength, unit: 'binary' }),
    fc
      .array(fc.oneof(fc.constantFrom(...tricks), fc.string({ maxLength: 8 })), { maxLength: 8 })
      .map((parts) => parts.join('')),
    fc
      .array(fc.constantFrom(...tricks, ' word '), { maxLength: maxLength * 2 })
      .map((parts) => parts.join(' ')),
    fc.constantFrom('"\\'.repeat(maxLength * 10), '🧗'.repeat(maxLength * 10)),
  );
