import { parse, type Script, type SyntaxNode } from 'unbash';

/** What is wrong with a script, where. */
export interface ScriptReason {
  /** Counted from 1. */
  readonly line: number;
  readonly sentence: string;
}

export type ParsedText =
  | {
      readonly kind: 'parsed';
      readonly script: Script;
      readonly lineAt: (node: Pick<SyntaxNode, 'pos'>) => number;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly ScriptReason[] };

/** Longer ones are not read: nobody would read them either. */
const longest = 65_536;

/** Controls, direction marks, characters of no width and private ones: what people see is not what bash would do. */
const hidden = /[^\P{Cc}\n\t]|[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;

/** Reads a script without running any of it. Whatever the parser is not sure of is refused. */
export function parseScript(text: string): ParsedText {
  if (text.length > longest) return refused(1, `the script is longer than ${longest} characters`);
  const strange = hidden.exec(text);
  if (strange !== null) {
    return refused(lineOf(text, strange.index), 'a character that nobody can see is not allowed');
  }
  if (text.trim() === '') return refused(1, 'the script is empty');
  const script = parseSafely(text);
  if (script === null) return refused(1, 'this is no bash that can be read');
  const [error] = script.errors ?? [];
  if (error !== undefined)
    return refused(lineOf(text, error.pos), `this is no bash that can be read: ${error.message}`);
  if (
    script.shebang !== undefined &&
    !/^#!(\/usr\/bin\/env bash|\/bin\/bash|\/usr\/bin\/bash)\s*$/.test(script.shebang)
  ) {
    return refused(1, 'the script is one for bash, without options in its first line');
  }
  return { kind: 'parsed', script, lineAt: ({ pos }) => lineOf(text, pos) };
}

function parseSafely(text: string): ReturnType<typeof parse> | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function lineOf(text: string, pos: number): number {
  return text.slice(0, pos).split('\n').length;
}

function refused(line: number, sentence: string): ParsedText {
  return { kind: 'refused', reasons: [{ line, sentence }] };
}
