import fc from 'fast-check';

/** Text that somebody could type to ping, link, format or hide, among ordinary and random text. */
const tricks = [
  '@everyone',
  '@here',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<:smile:123456789012345678>',
  '<a:smile:123456789012345678>',
  '<t:1700000000:R>',
  '</belay:123456789012345678>',
  '<id:customize>',
  ':smile:',
  ':+1::skin-tone-2:',
  'https://example.com/a_b_c',
  'HTTP://example.com',
  'discord.gg/abc',
  '<https://example.com>',
  '[here](https://example.com)',
  '**bold**',
  '_it_',
  '~~no~~',
  '||hidden||',
  '`code`',
  '```\nblock\n```',
  '# heading',
  '-# small',
  '> quote',
  '>>> quote',
  '- item',
  '1. item',
  '\\',
  '\\`',
  '``',
  '\u202e',
  '\u200b',
  '\n',
  'a&&id',
  '¯\\_(ツ)_/¯',
  '🧗🏽‍♀️',
];

export const nasty = (maxLength = 60) =>
  fc.oneof(
    fc.string({ maxLength: maxLength / 2, unit: 'binary' }),
    fc
      .array(fc.oneof(fc.constantFrom(...tricks), fc.string({ maxLength: 8 })), { maxLength: 8 })
      .map((parts) => parts.join('')),
    fc
      .array(fc.constantFrom(...tricks, ' word '), { maxLength: maxLength / 3 })
      .map((parts) => parts.join(' ')),
  );
