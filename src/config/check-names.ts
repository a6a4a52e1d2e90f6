import { type ParsedRule, parseRule, type RuleContext } from '../core/judge/parse-rule.ts';
import { nearest } from '../core/nearest.ts';
import { error, type Mistake, type Path } from './mistake.ts';
import type { Names } from './names.ts';
import { anyone, type Reference, type ReferenceTo, type RuleSource } from './schema/reference.ts';

/**
 * Checks every name and every rule, wherever it stands, in parts that are supported and in parts that are not.
 */
export function checkNames(root: unknown, names: Names, context: RuleContext): readonly Mistake[] {
  return tagged(root, []).flatMap(({ found, at }) =>
    found.tag === 'rule' ? ruleMistakes(found, at, names, context) : referenceMistakes(found, at, names),
  );
}

type Tagged = Reference | RuleSource;

function tagged(value: unknown, at: Path): readonly { found: Tagged; at: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => tagged(item, [...at, index]));
  if (typeof value !== 'object' || value === null) return [];
  if (isTagged(value)) return [{ found: value, at }];
  return Object.entries(value).flatMap(([key, member]) => tagged(member, [...at, key]));
}

function isTagged(value: object): value is Tagged {
  return 'tag' in value && (value.tag === 'reference' || value.tag === 'rule');
}

function referenceMistakes({ to, name }: Reference, path: Path, names: Names): readonly Mistake[] {
  const known = names[to];
  if (known.includes(name)) return [];
  const suggestion = nearest(name, known);
  const expected = known.length === 0 ? `a declared ${to}` : known.map((one) => `\`${one}\``).join(', ');
  return [
    error(path, 'unknown-reference', unknownSentence(to, name, known, suggestion), { expected, suggestion }),
  ];
}

function unknownSentence(
  to: ReferenceTo,
  name: string,
  known: readonly string[],
  near: string | null,
): string {
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  if (to === 'role') {
    const everybody = name === anyone ? ' Write `anyone` alone, not in a list.' : '';
    return `Nobody holds the role \`${name}\`.${hint}${everybody} Give it to somebody under \`people\`, or say under \`roles\` where its holders are found.`;
  }
  const list =
    known.length === 0 ? `none is declared` : `declared: ${known.map((one) => `\`${one}\``).join(', ')}`;
  return `There is no ${to} \`${name}\`.${hint === '' ? ` Of these ${list}.` : hint}`;
}

function ruleMistakes(rule: RuleSource, path: Path, names: Names, context: RuleContext): readonly Mistake[] {
  const parsed = parseRule(rule.text, context);
  if (parsed.kind === 'rule' || speaksOfBrokenMetric(rule.text, parsed, names, context)) return [];
  const { at: offset, sentence, expected, suggestion } = parsed;
  return [error(path, 'wrong-rule', sentence, { offset, expected, suggestion })];
}

/** The metric is declared, and what is wrong with it is reported where it is declared. */
function speaksOfBrokenMetric(text: string, parsed: ParsedRule, names: Names, context: RuleContext): boolean {
  if (parsed.kind === 'rule') return false;
  const name = /^\s*([\w.-]+)/.exec(text)?.[1] ?? '';
  return names.metric.includes(name) && !Object.hasOwn(context.metrics, name);
}
