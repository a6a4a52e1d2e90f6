import type { ArithmeticExpression } from 'unbash';
import { valuesOf } from './resolve.ts';
import { isNumber, maySet } from './variable-names.ts';
import type { Variables } from './variables.ts';

/**
 * Bash runs what stands in a variable that it reckons with (`a[$(id)]`), so only numbers may stand there.
 * @returns what is wrong, or null
 */
export function arithmeticProblem(
  node: ArithmeticExpression | undefined,
  variables: Variables,
): string | null {
  if (node === undefined) return null;
  switch (node.type) {
    case 'ArithmeticBinary':
      if (assigns(node.operator) && !isSettable(node.left)) return 'a sum may not set this';
      return arithmeticProblem(node.left, variables) ?? arithmeticProblem(node.right, variables);
    case 'ArithmeticUnary':
      if (/^(\+\+|--)$/.test(node.operator) && !isSettable(node.operand)) return 'a sum may not set this';
      return arithmeticProblem(node.operand, variables);
    case 'ArithmeticTernary':
      return (
        [node.test, node.consequent, node.alternate]
          .map((one) => arithmeticProblem(one, variables))
          .find((one) => one !== null) ?? null
      );
    case 'ArithmeticGroup':
      return arithmeticProblem(node.expression, variables);
    case 'ArithmeticCommandExpansion':
      return 'what a command prints is not reckoned with';
    case 'ArithmeticWord':
      return wordProblem(node.value, node.parts, variables);
  }
}

function assigns(operator: string): boolean {
  return operator.endsWith('=') && !/^[=!<>]=$/.test(operator);
}

function isSettable(node: ArithmeticExpression): boolean {
  return node.type === 'ArithmeticWord' && maySet(node.value);
}

type Parts = Extract<ArithmeticExpression, { type: 'ArithmeticWord' }>['parts'];

function wordProblem(value: string, parts: Parts, variables: Variables): string | null {
  const word = { type: 'Word', text: value, value, pos: 0, end: 0, parts } as const;
  const texts = parts === undefined ? [value] : valuesOf(word, variables);
  return texts.map((text) => textProblem(text, variables)).find((one) => one !== null) ?? null;
}

function textProblem(text: string, variables: Variables): string | null {
  if (isDigits(text)) return null;
  const plain = /^[a-zA-Z_]\w*$/.test(text);
  if (!plain) return 'only numbers are reckoned with, and it is not known that this is one';
  if (isNumber(text)) return null;
  if (!maySet(text)) return `${text} may not be set`;
  return variables.values(text).every(isDigits)
    ? null
    : `bash would run what stands in ${text}, and it is not known to be a number`;
}

export function isDigits(text: string): boolean {
  return /^-?[\d\uE002]+$/.test(text) || text === '';
}
