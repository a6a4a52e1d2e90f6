import type { z } from 'zod';
import { nearest } from '../core/nearest.ts';
import { error, type Mistake, type Path, pathText, valueAt } from './mistake.ts';
import { descriptionAt, keysAt, maximumAt, type SchemaNode } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

/** What a mistake in shape is explained with. */
export interface ShapeContext {
  readonly schema: SchemaNode;
  readonly data: unknown;
  /** A scalar as it is written in the file. */
  written(path: Path): string | null;
}

/** A zod issue with its path from the root, unions resolved to the branch that was meant. */
export interface FlatIssue {
  readonly issue: Issue;
  readonly path: Path;
}

/** Opens unions: of several forms, only the one that the writer most likely meant is complained about. */
export function flatten(issues: readonly Issue[], base: Path, data: unknown): readonly FlatIssue[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...(issue.path as Path)];
    if (issue.code !== 'invalid_union') return [{ issue, path }];
    const branch = meantBranch(issue.errors, valueAt(data, path));
    return branch === null ? [{ issue, path }] : flatten(branch, path, data);
  });
}

function meantBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | null {
  const fits = branches
    .filter((issues) => issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'))
    .sort((a, b) => a.length - b.length);
  if (fits[0] !== undefined) return fits[0];
  if (typeof value === 'object' && value !== null) return null;
  const named = branches.find(([issue]) => issue?.code === 'invalid_value' && typeof value === 'string');
  return named ?? branches.find(([issue]) => issue?.code === 'custom') ?? null;
}

export function shapeMistakes({ issue, path }: FlatIssue, context: ShapeContext): readonly Mistake[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, context));
    case 'invalid_type':
      return [wrongType(path, issue.expected, context)];
    case 'invalid_value':
      return [wrongChoice(path, issue.values.map(String), context)];
    case 'invalid_union':
      return [wrongUnion(path, issue, context)];
    case 'invalid_key':
      return [
        error(path, 'wrong-name', issue.issues[0]?.message ?? 'This cannot be a name.', {
          at: 'key',
          expected: 'a name',
        }),
      ];
    case 'too_small':
    case 'too_big':
      return [wrongSize(path, issue)];
    case 'custom':
      return [custom(path, issue)];
    default:
      return [error(path, 'wrong-value', issue.message)];
  }
}

function unknownKey(path: Path, key: string, context: ShapeContext): Mistake {
  const keys = keysAt(context.schema, path, context.data);
  const free = keys.filter((known) => valueAt(context.data, [...path, known]) === undefined);
  const suggestion = nearest(key, free) ?? nearest(key, keys);
  const place = path.length === 0 ? 'belay.yml' : `\`${pathText(path)}\``;
  const hint = suggestion === null ? `It knows ${shortly(keys)}.` : `Did you mean \`${suggestion}\`?`;
  return error([...path, key], 'unknown-key', `${place} has no key \`${key}\`. ${hint}`, {
    at: 'key',
    expected: listed(keys),
    suggestion,
  });
}

function wrongType(path: Path, expected: string, context: ShapeContext): Mistake {
  const value = valueAt(context.data, path);
  const wanted = typeNames[expected] ?? expected;
  if (value === undefined) {
    const parent = path.slice(0, -1);
    const place = parent.length === 0 ? 'belay.yml' : `\`${pathText(parent)}\``;
    const what = descriptionAt(context.schema, path, context.data);
    const sentence = `${place} needs \`${path.at(-1)}\`. ${what}`.trim();
    return error(path, 'missing-key', sentence, { at: 'key', expected: `\`${path.at(-1)}\`` });
  }
  const meant =
    expected === 'number' ? numberMeant(value, maximumAt(context.schema, path, context.data)) : null;
  if (meant !== null) {
    const sentence = `\`${pathText(path)}\` takes a number without a unit. Write \`${meant}\`.`;
    return error(path, 'wrong-type', sentence, { expected: wanted, suggestion: meant });
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  const written = expected === 'string' && scalar ? (context.written(path) ?? String(value)) : null;
  const suggestion = written === null ? null : `"${written}"`;
  const hint = suggestion === null ? '' : ` Put it in quotes: \`${suggestion}\`.`;
  const found = value === null ? 'nothing stands there' : `${kindOf(value)} stands there`;
  return error(path, 'wrong-type', `\`${pathText(path)}\` takes ${wanted}, and ${found}.${hint}`, {
    expected: wanted,
    suggestion,
  });
}

/** `120%` and `1.2x` are 1.2, unless the number is out of a hundred itself. */
function numberMeant(value: unknown, maximum: number | null): string | null {
  const found = typeof value === 'string' ? /^(\d{1,9}(?:\.\d{1,6})?) ?([%x]?)$/.exec(value) : null;
  const [, digits, unit] = found ?? [];
  if (digits === undefined) return null;
  const divisor = unit === '%' && maximum !== 100 ? 100 : 1;
  return String(Number((Number(digits) / divisor).toPrecision(12)));
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : `\`${String(value)}\``;
}

function wrongChoice(path: Path, choices: readonly string[], context: ShapeContext): Mistake {
  const value = valueAt(context.data, path);
  if (value === undefined) return wrongType(path, 'string', context);
  const suggestion = typeof value === 'string' ? nearest(value, choices) : null;
  const only = choices.length === 1 ? `is always \`${choices[0]}\`` : `is one of ${listed(choices)}`;
  const hint = suggestion === null ? '' : ` Did you mean \`${suggestion}\`?`;
  const found = typeof value === 'string' ? `, not \`${value}\`` : '';
  return error(path, 'wrong-value', `\`${pathText(path)}\` ${only}${found}.${hint}`, {
    expected: listed(choices),
    suggestion: suggestion ?? (choices.length === 1 ? (choices[0] ?? null) : null),
  });
}

function wrongUnion(path: Path, issue: z.core.$ZodIssueInvalidUnion, context: ShapeContext): Mistake {
  if ('options' in issue && Array.isArray(issue.options)) {
    return wrongChoice(path, issue.options.map(String), context);
  }
  const value = valueAt(context.data, path);
  if (value === undefined) return wrongType(path, 'string', context);
  const wanted = [
    ...new Set(issue.errors.flatMap(([first]) => (first === undefined ? [] : [wantedBy(first)]))),
  ];
  const expected = wanted.join(' or ');
  return error(
    path,
    'wrong-type',
    `\`${pathText(path)}\` takes ${expected}, and ${kindOf(value)} stands there.`,
    {
      expected,
    },
  );
}

function wantedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => `\`${String(value)}\``).join(' or ');
  const expected = issue.code === 'custom' ? issue.params?.['expected'] : undefined;
  return typeof expected === 'string' ? expected : 'another form';
}

function wrongSize(path: Path, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Mistake {
  const small = issue.code === 'too_small';
  const bound = `${small ? 'at least' : 'at most'} ${small ? issue.minimum : issue.maximum}`;
  const empty = small && issue.minimum === 1 && issue.origin !== 'number' && issue.origin !== 'int';
  const sentence = empty ? `\`${pathText(path)}\` cannot be empty.` : `\`${pathText(path)}\` is ${bound}.`;
  return error(path, 'wrong-value', sentence, { expected: empty ? 'something' : bound });
}

function custom(path: Path, issue: z.core.$ZodIssueCustom): Mistake {
  const { code, expected, suggestion } = issue.params ?? {};
  const hint = typeof suggestion === 'string' ? ` Did you mean \`${suggestion}\`?` : '';
  return error(path, typeof code === 'string' ? code : 'wrong-value', `${issue.message}${hint}`, {
    expected: typeof expected === 'string' ? expected : '',
    suggestion: typeof suggestion === 'string' ? suggestion : null,
  });
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function shortly(names: readonly string[]): string {
  const shown = 12;
  if (names.length === 0) return 'no keys at all';
  if (names.length <= shown + 1) return listed(names);
  return `${listed(names.slice(0, shown))} and ${names.length - shown} more`;
}
