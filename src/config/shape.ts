import type { Mistake, Path } from './mistake.ts';
import { Root } from './schema/root.ts';
import type { SchemaNode } from './schema-walk.ts';
import { type FlatIssue, flatten, shapeMistakes } from './shape-mistakes.ts';

/** The file's data as far as its shape is right. */
export interface Shaped {
  readonly root: Root;
  readonly mistakes: readonly Mistake[];
  /** What was left out because it was wrong. */
  readonly broken: readonly Path[];
  /** Where something of `root` stands in the file: lists may have lost wrong items. */
  original(path: Path): Path;
}

/** Stands in for what every file must have, so that the rest of a broken one can be checked too. */
const hollow = { version: 1, people: {}, access: {}, routers: {}, environments: {}, services: {} };

/**
 * Checks the shape. Wrong parts are reported and left out, so that what follows can find
 * the other mistakes of the file at the same time.
 */
export function readShape(
  data: unknown,
  schema: SchemaNode,
  written: (path: Path) => string | null,
): Shaped | { readonly root: null; readonly mistakes: readonly Mistake[] } {
  const context = { schema, data, written };
  const rest = structuredClone(data);
  const indices = new WeakMap<object, number[]>();
  const broken: Path[] = [];
  let mistakes: readonly Mistake[] = [];
  for (let round = 0; round < 50; round += 1) {
    const result = Root.safeParse(rest);
    const original = (path: Path) => originalPath(path, rest, indices);
    if (result.success) return { root: result.data, mistakes, broken, original };
    const issues = flatten(result.error.issues, [], rest);
    if (round === 0) mistakes = issues.flatMap((issue) => shapeMistakes(issue, context));
    const paths = issues.map((issue) => ({ issue, original: original(issue.path) }));
    broken.push(
      ...paths.filter(({ issue }) => issue.issue.code !== 'unrecognized_keys').map((entry) => entry.original),
    );
    if (!leaveOut(rest, issues, indices)) break;
  }
  return { root: null, mistakes };
}

/** @returns false when nothing is left to leave out */
function leaveOut(rest: unknown, issues: readonly FlatIssue[], indices: WeakMap<object, number[]>): boolean {
  const paths = issues.flatMap(({ issue, path }) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path],
  );
  const existing = [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
  // Later list items first, so that the indices of the earlier ones stay right.
  existing.sort((a, b) => compareBackwards(a, b));
  return existing.map((path) => leaveOutOne(rest, path, indices)).some(Boolean);
}

function compareBackwards(a: Path, b: Path): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return typeof left === 'number' && typeof right === 'number' ? right - left : 0;
  }
  return 0;
}

function leaveOutOne(rest: unknown, path: Path, indices: WeakMap<object, number[]>): boolean {
  const parent = holderOf(rest, path);
  const last = path.at(-1);
  if (parent === null || last === undefined) return false;
  if (Array.isArray(parent)) return leaveOutItem(parent, Number(last), indices);
  if (Object.hasOwn(parent, last)) {
    delete parent[last];
    return true;
  }
  if (path.length === 1 && Object.hasOwn(hollow, last)) {
    parent[last] = hollow[last as keyof typeof hollow];
    return true;
  }
  return leaveOutOne(rest, path.slice(0, -1), indices);
}

function leaveOutItem(list: unknown[], index: number, indices: WeakMap<object, number[]>): boolean {
  if (index >= list.length) return false;
  const kept = indices.get(list) ?? list.map((_, at) => at);
  list.splice(index, 1);
  kept.splice(index, 1);
  indices.set(list, kept);
  return true;
}

function holderOf(rest: unknown, path: Path): Record<string | number, unknown> | null {
  let holder: unknown = rest;
  for (const segment of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return null;
    holder = (holder as Record<string | number, unknown>)[segment];
  }
  return typeof holder === 'object' && holder !== null ? (holder as Record<string | number, unknown>) : null;
}

function originalPath(path: Path, rest: unknown, indices: WeakMap<object, number[]>): Path {
  let holder: unknown = rest;
  return path.map((segment) => {
    const kept = typeof holder === 'object' && holder !== null ? indices.get(holder) : undefined;
    const original = typeof segment === 'number' ? (kept?.[segment] ?? segment) : segment;
    holder =
      typeof holder === 'object' && holder !== null
        ? (holder as Record<string | number, unknown>)[segment]
        : undefined;
    return original;
  });
}
