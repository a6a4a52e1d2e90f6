import {
  type ArrayValue,
  type Command,
  type CommandExpansionPart,
  forEachChild,
  type Script,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { digits, unknown, valuesOf, workFolder } from './resolve.ts';
import { isNumber } from './variable-names.ts';

/** What the variables of a script may hold, as far as it can be read off. */
export interface Variables {
  isSet(name: string): boolean;
  /** Whether the values of this one are being followed right now. */
  isResolving(name: string): boolean;
  values(name: string, depth?: number): readonly string[];
  /** What a command substitution leaves: a mark, or digits where its command prints nothing else. */
  outputOf(part: CommandExpansionPart): string;
}

type Source = Word | ArrayValue | typeof unknown | typeof digits | '';

/** Bash sets `$_` itself, to the last argument of the command before. */
const lastArgument = '_';

/** Deeper chains of variables are not followed. */
const deepest = 8;

export function readVariables(script: Script): Variables {
  const sources = new Map<string, Source[]>();
  const add = (name: string, source: Source) => sources.set(name, [...(sources.get(name) ?? []), source]);
  collect(script, add);
  const resolving = new Set<string>();
  const variables: Variables = {
    isResolving: (name) => resolving.has(name),
    isSet: (name) => sources.has(name),
    values(name, depth = 0) {
      if (isNumber(name) || /^[?#$!]$/.test(name)) return [digits];
      const found = name === lastArgument ? undefined : sources.get(name);
      if (found === undefined || depth > deepest || resolving.has(name)) return [unknown];
      resolving.add(name);
      const all = found.flatMap((source) => ofSource(source, variables, depth + 1));
      resolving.delete(name);
      // An empty list may be anything: nothing at all must never count as something harmless.
      return all.length === 0 ? [unknown] : [...new Set(all)];
    },
    outputOf: (part) => outputOf(part, variables),
  };
  return variables;
}

function ofSource(source: Source, variables: Variables, depth: number): readonly string[] {
  if (typeof source === 'string') return [source];
  if (source.type === 'ArrayValue') return source.elements.flatMap((one) => valuesOf(one, variables, depth));
  return valuesOf(source, variables, depth);
}

function collect(node: SyntaxNode, add: (name: string, source: Source) => void): void {
  switch (node.type) {
    case 'Assignment':
      add(node.name, node.append === true || node.index !== undefined ? unknown : node.value);
      break;
    case 'For':
      if (node.wordlist === undefined) add(node.name.value, unknown);
      for (const word of node.wordlist ?? []) add(node.name.value, word);
      break;
    case 'ArithmeticBinary':
      if (/^([-+*/%&|^]|<<|>>)?=$/.test(node.operator)) addArithmetic(node.left, add);
      break;
    case 'ArithmeticUnary':
      if (node.operator === '++' || node.operator === '--') addArithmetic(node.operand, add);
      break;
    case 'Command':
      for (const name of namesRead(node)) add(name, unknown);
      for (const name of namesDeclared(node)) add(name, '');
      break;
    default:
  }
  forEachChild(node, (child) => collect(child, add));
}

function addArithmetic(node: SyntaxNode, add: (name: string, source: Source) => void): void {
  if (node.type === 'ArithmeticWord') add(node.value, digits);
}

/** Names that `read` fills. */
export function namesRead(command: Command): readonly string[] {
  if (command.name?.value !== 'read') return [];
  return command.args.flatMap((one) =>
    one.type === 'Word' && !one.value.startsWith('-') ? [one.value] : [],
  );
}

/** Names that `local` makes without a value. */
function namesDeclared(command: Command): readonly string[] {
  if (command.name?.value !== 'local' && command.name?.value !== 'readonly') return [];
  return command.args.flatMap((one) => (one.type === 'Word' && /^\w+$/.test(one.value) ? [one.value] : []));
}

function outputOf({ script }: CommandExpansionPart, variables: Variables): string {
  const statements = script?.commands ?? [];
  const [only] = statements;
  if (statements.length !== 1 || only?.command.type !== 'Command') return unknown;
  const { name, args } = only.command;
  const words = args.map((one) => (one.type === 'Word' ? valuesOf(one, variables).join(' ') : unknown));
  switch (name?.value) {
    case 'mktemp':
      return words.some((word) => word === '-d' || word === '--directory')
        ? workFolder
        : `${workFolder}/file`;
    case 'seq':
      return digits;
    case 'date':
      return words.length === 1 && /^\+%s(%3?N)?$/.test(words[0] ?? '') ? digits : unknown;
    case 'curl':
      return printsStatus(words) ? digits : unknown;
    default:
      return unknown;
  }
}

/** The status alone: the body goes elsewhere. */
function printsStatus(words: readonly string[]): boolean {
  const after = (...flags: readonly string[]) => {
    const at = words.findIndex((word) => flags.includes(word));
    return at === -1 ? null : words[at + 1];
  };
  const output = after('--output', '-o');
  const silent = output === '/dev/null' || output?.startsWith(`${workFolder}/`) === true;
  const only = words.filter((word) => word === '--url' || /^https?:/.test(word)).length === 1;
  const included = words.some((word) =>
    /^(--include|--verbose|--dump-header|-D|-[a-zA-Z]*[iv][a-zA-Z]*)$/.test(word),
  );
  return silent && only && !included && after('--write-out', '-w') === '%{http_code}';
}
