import { type Mistake, type Path, startsWith, valueAt } from './mistake.ts';
import { Root } from './schema/root.ts';
import type { SchemaNode } from './schema-walk.ts';
import { type FlatIssue, flatten, type ShapeContext, shapeMistakes } from './shape-mistakes.ts';

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
  schema: () => SchemaNode,
  written: (path: Path) => string | null,
): Shaped | { readonly root: null; readonly mistakes: readonly Mistake[] } {
  const rest = structuredClone(data);
  const indices = new WeakMap<object, number[]>();
  const broken: Path[] = [];
  let mistakes: readonly Mistake[] = [];
  for (let round = 0; round < 50; round += 1) {
    const result = Root.safeParse(rest);
    const original = (path: Path) => originalPath(path, rest, indices);
    if (result.success) return { root: result.data, mistakes, broken, original };
    const issues = flatten(result.error.issues, [], rest);
    if (round === 0) mistakes = firstMistakes(issues, { schema: schema(), data, written });
    const parts = wrongParts(rest, issues);
    if (parts.length === 0) break;
    broken.push(
      ...issues.filter(({ issue }) => issue.code !== 'unrecognized_keys').map(({ path }) => original(path)),
    );
    broken.push(...parts.filter((part) => !isUnknownKey(part, issues)).map(original));
    for (const part of parts) leaveOut(rest, part, indices);
  }
  return { root: null, mistakes };
}

/** A misspelt key is one mistake, not also the absence of what it should have been. */
function firstMistakes(issues: readonly FlatIssue[], context: ShapeContext): readonly Mistake[] {
  const mistakes = issues.flatMap((issue) => shapeMistakes(issue, context));
  const meant = new Set(
    mistakes
      .filter(({ code }) => code === 'unknown-key')
      .map(({ path, suggestion }) => JSON.stringify([...path.slice(0, -1), suggestion])),
  );
  return mistakes.filter(({ code, path }) => code !== 'missing-key' || !meant.has(JSON.stringify(path)));
}

function isUnknownKey(part: Path, issues: readonly FlatIssue[]): boolean {
  return issues.some(
    ({ issue, path }) =>
      issue.code === 'unrecognized_keys' &&
      path.length === part.length - 1 &&
      startsWith(part, path) &&
      issue.keys.includes(String(part.at(-1))),
  );
}

/** What must be left out, as paths of `rest`; nothing when nothing can be. */
function wrongParts(rest: unknown, issues: readonly FlatIssue[]): readonly Path[] {
  const wrong = issues.flatMap(({ issue, path }) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path],
  );
  const parts = wrong.map((path) => removable(rest, path)).filter((path) => path !== null);
  const once = [...new Map(parts.map((path) => [JSON.stringify(path), path])).values()];
  const outermost = once.filter((path) => !once.some((other) => other !== path && startsWith(path, other)));
  // Later list items first, so that the indices of the earlier ones stay right.
  return outermost.sort(laterFirst);
}

/** The part itself when it is there; for a missing one what cannot be without it. */
function removable(rest: unknown, path: Path): Path | null {
  if (path.length === 0) return null;
  if (path.length === 1 && Object.hasOwn(hollow, path[0] ?? '')) return path;
  return valueAt(rest, path) === undefined ? removable(rest, path.slice(0, -1)) : path;
}

function laterFirst(a: Path, b: Path): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (left === right || right === undefined) continue;
    if (typeof left === 'number' && typeof right === 'number') return right - left;
    return String(left) < String(right) ? 1 : -1;
  }
  return 0;
}

function leaveOut(rest: unknown, path: Path, indices: WeakMap<object, number[]>): void {
  const parent = holderOf(rest, path);
  const last = path.at(-1);
  if (parent === null || last === undefined) return;
  if (Array.isArray(parent)) {
    const kept = indices.get(parent) ?? parent.map((_, at) => at);
    parent.splice(Number(last), 1);
    kept.splice(Number(last), 1);
    indices.set(parent, kept);
  } else if (Object.hasOwn(parent, last)) delete parent[last];
  else parent[last] = hollow[last as keyof typeof hollow];
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
