const sha = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** A version as people read it: of a commit its first twelve letters, as git itself shortens it; anything else whole. */
export function versionWords(version: string): string {
  return sha.test(version) ? version.slice(0, 12) : version;
}
