/**
 * Parses JSON that says everything once: of two fields of one name a reader before Belay may have seen the other one.
 * @throws SyntaxError
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const twice = fieldTwice(text);
  if (twice !== null) throw new SyntaxError(`the field ${twice} stands there twice`);
  return value;
}

/** Of text that is JSON: so a string is a field's name when a colon follows it. */
function fieldTwice(text: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, name] of text.matchAll(/("(?:[^"\\]|\\.)*")(?:\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (name !== undefined && token.endsWith(':') && token !== name) {
      const key = JSON.stringify(JSON.parse(name));
      const seen = open.at(-1);
      if (seen?.has(key)) return key;
      seen?.add(key);
    }
  }
  return null;
}
