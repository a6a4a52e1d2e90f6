import type { ParameterExpansionPart, Word, WordPart } from 'unbash';
import type { Variables } from './variables.ts';

/** Stand in resolved text for what is only known when the script runs; the script itself cannot hold them. */
export const unknown = '\uE000';
/** A folder that the script made for itself. */
export const workFolder = '\uE001';
/** Digits, one or more. */
export const digits = '\uE002';

/** More combinations are not followed. */
const mostValues = 64;

/** Every text that a word may become, with the marks above in it. */
export function valuesOf(word: Word, variables: Variables, depth = 0): readonly string[] {
  return word.parts === undefined ? [word.value] : joined(word.parts, variables, depth);
}

function joined(parts: readonly WordPart[], variables: Variables, depth: number): readonly string[] {
  let all: readonly string[] = [''];
  for (const part of parts) {
    const next = valuesOfPart(part, variables, depth);
    all = all.flatMap((before) => next.map((one) => before + one));
    if (all.length > mostValues) return [unknown];
  }
  return all;
}

function valuesOfPart(part: WordPart, variables: Variables, depth: number): readonly string[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [part.value];
    case 'DoubleQuoted':
    case 'LocaleString':
      return joined(part.parts, variables, depth);
    case 'SimpleExpansion':
      return variables.values(part.text.slice(1), depth);
    case 'ParameterExpansion':
      return ofParameter(part, variables, depth);
    case 'ArithmeticExpansion':
      return [digits];
    case 'CommandExpansion':
      return [variables.outputOf(part)];
    case 'Glob':
    case 'ProcessSubstitution':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [unknown];
  }
}

function ofParameter(part: ParameterExpansionPart, variables: Variables, depth: number): readonly string[] {
  if (part.prefix === '#') return [digits];
  if (part.prefix !== undefined) return [unknown];
  const own = () => variables.values(part.parameter, depth);
  const { operation } = part;
  if (operation === undefined) return own();
  if (operation.type !== 'Default') return [unknown];
  switch (operation.operator) {
    case '-':
    case ':-': {
      // `x=${x:-y}` adds nothing to what `x` is set to elsewhere.
      const set = variables.isSet(part.parameter) && !variables.isResolving(part.parameter) ? own() : [];
      return [...set, ...valuesOf(operation.operand, variables, depth)];
    }
    case '?':
    case ':?':
      return own();
    default:
      return [unknown];
  }
}
