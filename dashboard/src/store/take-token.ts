/**
 * The sign-in token of a link such as `/#token=…`, removed from the address and its history at once.
 * Behind the `#` it reaches no server log and no proxy.
 */
export function takeToken(): string | null {
  const token = /^#token=(.+)$/.exec(window.location.hash)?.[1];
  if (token === undefined) return null;
  window.history.replaceState(null, '', window.location.pathname);
  return decoded(token);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
