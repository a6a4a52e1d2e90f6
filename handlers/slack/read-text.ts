/**
 * What somebody typed, from what Slack makes of it: `&`, `<` and `>` come escaped, and what looks like an address
 * comes as `<http://shop.example|shop.example>`.
 */
export function typedText(sent: string): string {
  return sent
    .replace(/<(?![@#!])[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<(?![@#!])(?:mailto:)?([^<>|]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** Behind three signs at the beginning of a line everything is quoted, to the end of the message. */
const quotedToTheEnd = /^[^\S\n]*(?:&gt;){3}[\s\S]*/m;

/**
 * What follows the bot's name, on the line where it stands; quoted lines are somebody else's words.
 * @param bot its user id
 * @returns null when it is not named outside of quotes
 */
export function afterMention(sent: string, bot: string): string | null {
  const name = `<@${bot}>`;
  const own = sent.replace(quotedToTheEnd, '');
  const line = own.split('\n').find((one) => one.includes(name) && !/^\s*&gt;/.test(one));
  if (line === undefined) return null;
  return typedText(line.slice(line.indexOf(name) + name.length).replace(/^\s*[:,]/, ''));
}
