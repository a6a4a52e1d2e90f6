import { z } from 'zod';
import { leaf, mistake, text } from './leaf.ts';

/** Kinds of things that are declared in one part of the file and named in another. */
export type ReferenceTo =
  | 'checklist'
  | 'environment'
  | 'metric'
  | 'person'
  | 'place'
  | 'plan'
  | 'recipient'
  | 'role'
  | 'router'
  | 'service'
  | 'source'
  | 'template'
  | 'tier';

/** A name that must be declared elsewhere in the file; checked wherever it stands. */
export interface Reference {
  readonly tag: 'reference';
  readonly to: ReferenceTo;
  readonly name: string;
}

/** A rule's text, checked wherever it stands and parsed with the plan it belongs to. */
export interface RuleSource {
  readonly tag: 'rule';
  readonly text: string;
}

export const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/;
const nameSentence =
  'A name has letters, digits, dots, dashes and underscores, begins with a letter or digit, and has at most 63 characters.';

/** A key that people choose: the name of a service, a role, a plan. */
export function name() {
  return z.string().regex(namePattern, { error: nameSentence });
}

export function reference(to: ReferenceTo) {
  return leaf<Reference>({ type: 'string', pattern: namePattern.source }, (value) => {
    if (typeof value === 'string' && namePattern.test(value))
      return { value: { tag: 'reference', to, name: value } };
    return mistake(`the name of a ${to}`, `Here stands the name of a ${to}. ${nameSentence}`);
  });
}

/** One name or a list of names. */
export function references(to: ReferenceTo) {
  return z.union([reference(to), z.array(reference(to)).min(1)]);
}

export const anyone = 'anyone';

/** `anyone`, a role, or a list of roles. */
export function who() {
  return z.union([z.literal(anyone), reference('role'), z.array(reference('role')).min(1)]);
}

export function rule() {
  return leaf<RuleSource>({ type: 'string' }, (value) => {
    if (typeof value === 'string') return { value: { tag: 'rule', text: value } };
    return mistake('a rule', 'A rule is one line such as `error-rate > 5% for 5m`.');
  });
}

/** A rule, alone or with who is told when it acts. */
export function rules() {
  const told = z.strictObject({
    rule: rule().describe('The rule.'),
    name: text().optional().describe('What cards call it instead of the rule itself.'),
    tell: references('recipient').optional().describe('Places, roles or people told besides the usual ones.'),
  });
  return z.array(z.union([rule(), told]));
}
