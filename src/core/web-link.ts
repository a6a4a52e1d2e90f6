import { z } from 'zod';

/** Chats and browsers take no longer ones for certain. */
const longest = 2000;

/** A name of ASCII letters, which international ones are made into, or an IPv6 address; a URL lets quotes stand there too. */
const plainHost = /^(?:[\w.-]+|\[[\da-f:.]+\])$/;

/** An address that a place may show as a link. */
export const WebLink = z.url({ protocol: /^https?$/ }).max(longest);
export type WebLink = z.infer<typeof WebLink>;

/**
 * An address as a link: http or https, without a user name or password, and without any mark that could end it where
 * links are written as Markdown or between angle brackets.
 * @returns null for anything else, and for what is longer than 2000 characters
 */
export function webLink(address: string | null | undefined): WebLink | null {
  const url = URL.parse(address ?? '');
  if (url === null || !/^https?:$/.test(url.protocol) || !plainHost.test(url.hostname)) return null;
  const rest = `${url.pathname}${url.search}${url.hash}`.replace(
    /[^\w\-.~:/?#@$&+,;=%]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const link = `${url.origin}${rest}`;
  return link.length > longest ? null : link;
}
