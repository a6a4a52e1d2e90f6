import type { Box, BoxList } from '../../core/checklist/box.ts';
import { plainLine } from '../../core/prose.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';
import { type EvidenceContext, readEvidence } from './evidence.ts';
import { slugs } from './slug.ts';

type Lists = NonNullable<Root['checklists']>;
type Source = Lists[string]['items'][number];

export interface Placed {
  readonly source: Exclude<Source, string>;
  readonly path: Path;
}

/** Where the boxes of some lists are ticked, and what Belay can see there. */
export interface Use extends EvidenceContext {
  /** Begins their ids: `start`, `stage-2`, `end`. */
  readonly where: string;
}

/** The boxes of the named lists, one after the other; the same words stand once. Undefined without any. */
export function buildBoxes(
  names: readonly string[],
  lists: Lists,
  use: Use,
  report: Report,
): BoxList | undefined {
  const placed = names.flatMap((name) => itemsOf(name, lists, new Set()));
  const boxes = boxesOf(placed, use, report);
  const [first] = names;
  const title = names.length === 1 && first !== undefined ? (lists[first]?.title ?? null) : null;
  return boxes.length === 0 ? undefined : { title, boxes };
}

/** The same of items wherever they stand. */
export function boxesOf(placed: readonly Placed[], use: Use, report: Report): Box[] {
  const once = placed.filter(
    ({ source }, index) => placed.findIndex((other) => other.source.item === source.item) === index,
  );
  const ids = slugs(once.map(({ source }) => source.item));
  return once.map(
    ({ source, path }, index): Box => ({
      id: `${use.where}/${ids[index]}`,
      text: plainLine(source.item),
      required: source.required ?? true,
      evidence: source.evidence === undefined ? null : readEvidence(source.evidence, path, use, report),
      proof: source.evidence === undefined ? null : plainLine(source.evidence),
    }),
  );
}

/** Lists that a list extends come first; one that comes round again adds nothing. */
function itemsOf(name: string, lists: Lists, seen: Set<string>): readonly Placed[] {
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (list === undefined || seen.has(name)) return [];
  seen.add(name);
  const extended = listOf(list.extends).flatMap((other) => itemsOf(other.name, lists, seen));
  const own = list.items.map((source, index) => {
    const path = ['checklists', name, 'items', index];
    return typeof source === 'string' ? { source: { item: source }, path } : { source, path };
  });
  return [...extended, ...own];
}

/** A list that extends itself, by way of others too. */
export function checkExtends(lists: Lists, report: Report): void {
  for (const name of Object.keys(lists)) {
    if (!reaches(name, name, lists, new Set())) continue;
    const sentence = `\`${name}\` extends itself, so its items have no order. Take one \`extends\` of the circle away.`;
    report(error(['checklists', name, 'extends'], 'checklist-circle', sentence));
  }
}

function reaches(from: string, wanted: string, lists: Lists, seen: Set<string>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const next = listOf(Object.hasOwn(lists, from) ? lists[from]?.extends : undefined);
  return next.some(({ name }) => name === wanted || reaches(name, wanted, lists, seen));
}
