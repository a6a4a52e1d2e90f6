import type { Path } from './mistake.ts';
import { valueAt } from './mistake.ts';

/** As much of JSON Schema as zod writes for this language. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Every form that may stand at a path, unions opened; `data` decides between forms with a `kind`. */
export function formsAt(schema: SchemaNode, path: Path, data: unknown): readonly SchemaNode[] {
  let forms = open(schema, data);
  path.forEach((segment, index) => {
    const value = valueAt(data, path.slice(0, index + 1));
    forms = forms.flatMap((form) => step(form, segment)).flatMap((form) => open(form, value));
  });
  return forms;
}

/** Keys that may stand in the map at a path. */
export function keysAt(schema: SchemaNode, path: Path, data: unknown): readonly string[] {
  return [...new Set(formsAt(schema, path, data).flatMap((form) => Object.keys(form.properties ?? {})))];
}

/** The most that a number at a path may be; null when nothing bounds it. */
export function maximumAt(schema: SchemaNode, path: Path, data: unknown): number | null {
  return formsAt(schema, path, data).find(({ maximum }) => maximum !== undefined)?.maximum ?? null;
}

/** What the language says about the key at a path; empty when nothing. */
export function descriptionAt(schema: SchemaNode, path: Path, data: unknown): string {
  const parents = formsAt(schema, path.slice(0, -1), data);
  const key = String(path.at(-1) ?? '');
  return (
    parents.map((form) => form.properties?.[key]?.description).find((found) => found !== undefined) ?? ''
  );
}

function step(form: SchemaNode, segment: string | number): readonly SchemaNode[] {
  if (typeof segment === 'number') return form.items === undefined ? [] : [form.items];
  const property = form.properties?.[segment];
  if (property !== undefined) return [property];
  return typeof form.additionalProperties === 'object' ? [form.additionalProperties] : [];
}

function open(form: SchemaNode, value: unknown): readonly SchemaNode[] {
  const branches = form.anyOf ?? form.oneOf;
  if (branches === undefined || form.properties !== undefined) return [form];
  const opened = branches.flatMap((branch) => open(branch, value));
  const fitting = opened.filter((branch) => discriminates(branch, value));
  return fitting.length > 0 ? fitting : opened;
}

function discriminates(form: SchemaNode, value: unknown): boolean {
  return ['kind', 'on'].some((key) => {
    const wanted = form.properties?.[key]?.const;
    return wanted !== undefined && valueAt(value, [key]) === wanted;
  });
}
