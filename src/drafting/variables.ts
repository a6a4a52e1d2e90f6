/** Of a file, from 1. */
export type Line = number;

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'mistakes';
      readonly found: readonly { readonly line: Line; readonly sentence: string }[];
    };

const variable = /\{\{([^{}]*)\}\}/g;

/**
 * Puts values in the place of `{{name}}`. Every value is used, no other name is, and braces mean nothing else:
 * a prompt that is not what its writer meant does not go out.
 * @param startsAt the line on which the body begins in its file
 */
export function renderBody(body: string, values: Readonly<Record<string, string>>, startsAt: Line): Rendered {
  const lineAt = (index: number) => startsAt + body.slice(0, index).split('\n').length - 1;
  const names = Object.keys(values);
  const used = [...body.matchAll(variable)].map(({ 1: name = '', index }) => ({ name, index }));
  const unknown = used
    .filter(({ name }) => !names.includes(name))
    .map(({ name, index }) => ({
      line: lineAt(index),
      sentence: `uses \`{{${name}}}\`, which nothing fills in; there are ${names.map((one) => `\`{{${one}}}\``).join(', ')}.`,
    }));
  const missing = names
    .filter((name) => !used.some((one) => one.name === name))
    .map((name) => ({ line: startsAt, sentence: `does not use \`{{${name}}}\`, which every prompt needs.` }));
  const bare = body.replaceAll(variable, (whole) => ' '.repeat(whole.length)).search(/\{\{|\}\}/);
  const stray = bare < 0 ? [] : [{ line: lineAt(bare), sentence: 'has double braces that are no variable.' }];
  const found = [...unknown, ...missing, ...stray];
  if (found.length > 0) return { kind: 'mistakes', found };
  return { kind: 'text', text: body.replaceAll(variable, (_, name: string) => values[name] ?? '').trim() };
}
