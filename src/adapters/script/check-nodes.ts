import {
  type Command,
  forEachChild,
  type Redirection,
  type Script,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { allowedCommands } from './allow-list.ts';
import { argument, argumentsOf, isWorkFile, type PolicyContext } from './arguments.ts';
import { arithmeticProblem, isDigits } from './check-arithmetic.ts';
import { loopProblem } from './check-loops.ts';
import { wordProblem } from './check-words.ts';
import type { ScriptReason } from './parse-script.ts';
import { valuesOf } from './resolve.ts';
import { functionsOf } from './script-functions.ts';
import { maySet } from './variable-names.ts';
import { namesRead, readVariables, type Variables } from './variables.ts';

type Context = Pick<PolicyContext, 'hosts' | 'sqlProblem'>;

/** Every node of the tree against the closed lists. @returns what is wrong; empty when nothing is */
export function checkNodes(
  script: Script,
  context: Context,
  lineAt: (node: SyntaxNode) => number,
): readonly ScriptReason[] {
  const reasons: ScriptReason[] = [];
  const variables = readVariables(script);
  const functions = functionsOf(script);
  const say = (node: SyntaxNode, sentence: string | null) => {
    if (sentence !== null) reasons.push({ line: lineAt(node), sentence });
  };
  for (const { node, sentence } of functions.problems) say(node, sentence);
  const visit = (node: SyntaxNode) => {
    say(node, problemOf(node, variables, functions.names, context));
    forEachChild(node, visit);
  };
  visit(script);
  return reasons;
}

function problemOf(
  node: SyntaxNode,
  variables: Variables,
  functions: ReadonlySet<string>,
  context: Context,
): string | null {
  switch (node.type) {
    case 'Statement':
      return node.background === true ? 'nothing runs in the background' : null;
    case 'Command':
      return commandProblem(node, variables, functions, context);
    case 'Assignment':
      return assignmentProblem(
        node.name,
        node.value.type === 'Word' ? [node.value] : node.value.elements,
        variables,
        node.index,
      );
    case 'For':
      return maySet(node.name.value)
        ? wordsProblem(node.wordlist ?? [], variables)
        : `${node.name.value} may not be set`;
    case 'Case':
      return wordProblem(node.word, 'assignment', variables);
    case 'CaseItem':
      return (
        node.pattern.map((word) => wordProblem(word, 'pattern', variables)).find((one) => one !== null) ??
        null
      );
    case 'TestUnary':
      return testProblem(node.operator, [node.operand], variables);
    case 'TestBinary':
      return testProblem(node.operator, [node.left, node.right], variables);
    case 'ArithmeticExpansion':
    case 'ArithmeticCommand':
      return node.expression === undefined
        ? 'this sum cannot be read'
        : arithmeticProblem(node.expression, variables);
    case 'ArithmeticFor':
      return node.test === undefined
        ? 'this loop never ends'
        : ([node.initialize, node.test, node.update]
            .map((one) => arithmeticProblem(one, variables))
            .find((one) => one !== null) ?? null);
    case 'While':
      return loopProblem(node);
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return node.script === undefined || (node.script.errors ?? []).length > 0
        ? 'a substituted command cannot be read'
        : null;
    case 'Redirect':
    case 'HereString':
    case 'HereDoc':
      return redirectProblem(node, variables);
    case 'Select':
      return 'nobody is there to select';
    case 'Coproc':
      return 'nothing runs in the background';
    default:
      return null;
  }
}

function commandProblem(
  node: Command,
  variables: Variables,
  functions: ReadonlySet<string>,
  context: Context,
): string | null {
  const { name } = node;
  const before = node.prefix.flatMap((one) => (one.type === 'Assignment' ? [one] : []));
  if (name === undefined) return null;
  const splitWell = name.value === 'read' && before.every((one) => one.name === 'IFS');
  if (
    before.length > 0 &&
    !splitWell &&
    !before.every((one) => one.name === 'LC_ALL' && one.text === 'LC_ALL=C')
  ) {
    return 'a command gets no variables of its own';
  }
  if (name.text !== name.value || (name.parts ?? []).length > 0)
    return 'a command is named plainly, in letters as they are';
  const words = node.args.flatMap((one) => (one.type === 'Word' ? [one] : []));
  const wrong = leavesScript(name.value) ? null : wordsProblem(words, variables);
  if (wrong !== null) return wrong;
  if (functions.has(name.value)) return null;
  if (declares.has(name.value) && words.some(({ parts }) => parts !== undefined))
    return 'only plain variables may be declared';
  const policy = allowedCommands.get(name.value);
  if (policy === undefined) return `${name.value.slice(0, 40)} is not a command that a script may run`;
  if (name.value === 'read' && namesRead(node).some((one) => !maySet(one) && !/^.$/.test(one)))
    return 'read may not fill this variable';
  return policy(argumentsOf(node, variables), { ...context, prefix: [] });
}

/** What these are given as a text may set any variable: `export "$answer"` sets PATH when the answer says so. */
const declares = new Set(['local', 'export', 'readonly']);

/** `exit $status` is read whole by bash whatever stands there, and ends the script. */
function leavesScript(name: string): boolean {
  return name === 'exit' || name === 'return';
}

function wordsProblem(words: readonly Word[], variables: Variables): string | null {
  return words.map((word) => wordProblem(word, 'argument', variables)).find((one) => one !== null) ?? null;
}

function assignmentProblem(
  name: string,
  words: readonly Word[],
  variables: Variables,
  index: Word | undefined,
): string | null {
  const indexed = words.some(({ text }) => text.startsWith('['));
  if (index !== undefined || indexed) return 'an index is not assigned to';
  if (name === 'IFS' && words.every(({ value, parts }) => value === '' && (parts ?? []).length === 0))
    return null;
  if (name === 'LC_ALL' && words.every(({ text }) => text === 'C')) return null;
  if (!maySet(name)) return `${name} may not be set: other programs go by it`;
  return words.map((word) => wordProblem(word, 'assignment', variables)).find((one) => one !== null) ?? null;
}

const textOperators = new Set(['=', '==', '!=', '=~', '<', '>']);
const numberOperators = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

function testProblem(operator: string, words: readonly Word[], variables: Variables): string | null {
  const wrong =
    words.map((word) => wordProblem(word, 'pattern', variables)).find((one) => one !== null) ?? null;
  if (wrong !== null) return wrong;
  if (words.length === 1) {
    if (operator === '-z' || operator === '-n') return null;
    const own = words.every((word) => valuesOf(word, variables).every((value) => value.startsWith('\uE001')));
    return own && /^-[fserd]$/.test(operator) ? null : `[[ ]] may not ask ${operator}`;
  }
  if (textOperators.has(operator)) return null;
  if (!numberOperators.has(operator)) return `[[ ]] may not ask ${operator}`;
  const numbers = words.every((word) => valuesOf(word, variables).every(isDigits));
  return numbers
    ? null
    : 'bash would run what is compared here, and it is not known to be a number; [ ] compares it safely';
}

function redirectProblem(node: Redirection, variables: Variables): string | null {
  const { descriptor } = node;
  if (descriptor?.type === 'FileDescriptorVariable') return 'a descriptor is a number';
  if (descriptor !== undefined && descriptor.value > 2)
    return 'only the three usual descriptors are redirected';
  if (node.type === 'HereDoc') return null;
  if (node.target === undefined) return 'a redirection leads somewhere';
  const wrong = wordProblem(node.target, 'assignment', variables);
  if (wrong !== null || node.type === 'HereString') return wrong;
  const { operator, target } = node;
  if (operator === '>&' || operator === '<&') {
    return /^[012]$/.test(target.text) ? null : 'only the three usual descriptors are joined';
  }
  if (operator === '<>') return 'a file is read or written, not both';
  const [part] = target.parts ?? [];
  if (operator === '<' && target.parts?.length === 1 && part?.type === 'ProcessSubstitution') return null;
  const file = argument(valuesOf(target, variables));
  return file.literal === '/dev/null' || isWorkFile(file)
    ? null
    : 'files lie in the folder that the script made itself, or are /dev/null';
}
