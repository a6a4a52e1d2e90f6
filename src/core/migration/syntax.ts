/** A node of PostgreSQL's parse tree, as data: its kind and its fields. */
export interface Node {
  readonly kind: string;
  readonly fields: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** One statement of a file, with where it begins. Lines and columns count from 1. */
export interface Statement {
  readonly node: Node;
  readonly sql: string;
  readonly line: number;
  readonly column: number;
}

/** `{DropStmt: {…}}` as a node; null for what is none. */
export function nodeOf(value: unknown): Node | null {
  const fields = fieldsOf(value);
  const [entry, ...more] = Object.entries(fields);
  if (entry === undefined || more.length > 0) return null;
  return { kind: entry[0], fields: fieldsOf(entry[1]) };
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

export function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.flatMap((one) => nodeOf(one) ?? []) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The words of a list of strings: the parts of a qualified name. */
export function wordsOf(value: unknown): readonly string[] {
  return nodesOf(value).flatMap(({ kind, fields }) => (kind === 'String' ? [textOf(fields['sval'])] : []));
}

/** The last part of the name of a relation: `orders`. */
export function relationOf(value: unknown): string {
  return textOf(fieldsOf(value)['relname']);
}

/** Every node below a value, itself included, however deep. */
export function everyNode(value: unknown): readonly Node[] {
  const found: Node[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) open.push(...next);
    else if (typeof next === 'object' && next !== null) {
      const node = nodeOf(next);
      if (node !== null && /^[A-Z]/.test(node.kind)) found.push(node);
      open.push(...Object.values(next));
    }
  }
  return found;
}
