import type { DoubleQuotedChild, ParameterExpansionPart, Word, WordPart } from 'unbash';
import { valuesOf } from './resolve.ts';
import { mayReadUnset } from './variable-names.ts';
import type { Variables } from './variables.ts';

/** How a word is read: where bash would split it and look for files, more is refused. */
export type WordPlace = 'argument' | 'assignment' | 'pattern';

/** What is wrong with a word by itself; substitutions of commands inside are looked at elsewhere. */
export function wordProblem(word: Word, place: WordPlace, variables: Variables): string | null {
  const bare = (word.parts ?? [word]).filter(({ type }) => type === 'Literal' || type === 'Word');
  if (word.text.startsWith('~') || bare.some(({ text }) => /[=:]~|^~/.test(text) && !/['"]/.test(text)))
    return '~ leads into somebody’s home';
  if (word.text.startsWith("$'") && place === 'argument' && word.value.startsWith('-'))
    return 'an option must be written plainly';
  // Digits stay one word, with quotes or without.
  const plain =
    place === 'argument' && valuesOf(word, variables).every((value) => /^[\d\uE002]+$/.test(value));
  for (const part of word.parts ?? []) {
    const problem = partProblem(part, plain ? 'assignment' : place, variables);
    if (problem !== null) return problem;
  }
  return null;
}

function partProblem(part: WordPart, place: WordPlace, variables: Variables): string | null {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return null;
    case 'DoubleQuoted':
      return (
        part.parts.map((child) => insideProblem(child, variables)).find((found) => found !== null) ?? null
      );
    case 'LocaleString':
      return 'a text is never translated';
    case 'Glob':
    case 'ExtendedGlob':
      return place === 'pattern' ? null : 'a pattern of file names is not allowed';
    case 'BraceExpansion':
      return 'braces that become several words are not allowed';
    case 'ProcessSubstitution':
      return place === 'pattern' ? 'a substituted file is no pattern' : null;
    default:
      return (
        insideProblem(part, variables) ??
        (place === 'argument' && splits(part) ? 'an expansion without quotes may become anything' : null)
      );
  }
}

function splits(part: DoubleQuotedChild): boolean {
  if (part.type === 'SimpleExpansion') return !/^\$[?#$]$/.test(part.text);
  if (part.type === 'ParameterExpansion') return part.prefix !== '#';
  return part.type === 'CommandExpansion';
}

function insideProblem(part: DoubleQuotedChild, variables: Variables): string | null {
  switch (part.type) {
    case 'SimpleExpansion':
      return nameProblem(part.text.slice(1), variables);
    case 'ParameterExpansion':
      return parameterProblem(part, variables);
    case 'CommandExpansion':
      return part.text.startsWith('`') ? 'a command is substituted with $( ) only' : null;
    default:
      return null;
  }
}

function nameProblem(name: string, variables: Variables): string | null {
  if (/^(?:\d+|[@*#?$])$/.test(name) || variables.isSet(name) || mayReadUnset(name)) return null;
  return `${name} is set nowhere in the script, so it would come from whoever runs it`;
}

function parameterProblem(part: ParameterExpansionPart, variables: Variables): string | null {
  if (part.prefix === '!') return 'a variable may not name another one';
  if (part.index !== undefined && !/^(?:[@*]|\d{1,4})$/.test(part.index.text))
    return 'an index is a written number';
  const problem = nameProblem(part.parameter, variables);
  if (problem !== null) return problem;
  const { operation } = part;
  switch (operation?.type) {
    case undefined:
      return null;
    case 'Default':
      return operation.operator.endsWith('=')
        ? 'an expansion may not set a variable'
        : wordProblem(operation.operand, 'assignment', variables);
    case 'Remove':
      return wordProblem(operation.operand, 'pattern', variables);
    case 'Replace':
      return (
        wordProblem(operation.pattern, 'pattern', variables) ??
        wordProblem(operation.replacement, 'assignment', variables)
      );
    case 'Slice': {
      const bounds = [operation.offset, ...(operation.length === undefined ? [] : [operation.length])];
      return bounds.every(({ text }) => /^\s*-?\d{1,6}$/.test(text))
        ? null
        : 'a part of a text is cut at written numbers';
    }
    case 'CaseModification':
      return null;
    case 'Transform':
    case 'Names':
    case 'Unknown':
      return 'this kind of expansion may run what a variable holds';
  }
}
