import type { AuditProblem } from '../core/audit/verify.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { RolloutId } from '../core/ids.ts';
import { Actor, RolloutEvent } from '../core/rollout/events.ts';
import { evolve } from '../core/rollout/evolve.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { AuditRow, ProjectedRollout, ProjectedStable, Projections, StableRow } from '../ports/store.ts';
import { rowOf, stableAfter } from './projections.ts';

/** A rollout's events, folded as far as they can be read. */
interface Folded {
  readonly rollout: Rollout | null;
  readonly last: AuditRow;
  readonly unreadable: AuditRow | null;
}

export interface Refolder {
  /** Takes the next row, in order of position. */
  row(row: AuditRow): void;
  /** @returns what the tables say otherwise than the events, and which events cannot be read */
  compare(projections: Projections): readonly AuditProblem[];
}

/** Makes from the log alone what Belay keeps in tables, to see whether somebody changed those. */
export function refolder(): Refolder {
  const folded = new Map<string, Folded>();
  const stable = new Map<string, StableRow>();

  function row(current: AuditRow): void {
    if (!RolloutId.safeParse(current.stream).success) return;
    const before = folded.get(current.stream) ?? { rollout: null, last: current, unreadable: null };
    const event = RolloutEvent.safeParse(current.data);
    const actor = Actor.safeParse(current.actor);
    if (before.unreadable !== null || !event.success || !actor.success) {
      folded.set(current.stream, { ...before, last: current, unreadable: before.unreadable ?? current });
      return;
    }
    const { seq, at } = current;
    const rollout = evolve(before.rollout, { seq, at, actor: actor.data, event: event.data });
    const now = rollout === null ? null : stableAfter(before.rollout, rollout);
    if (now !== null) stable.set(slotOf(now), now);
    folded.set(current.stream, { rollout, last: current, unreadable: null });
  }

  function compare(projections: Projections): readonly AuditProblem[] {
    return [
      ...[...folded].flatMap(([id, one]) =>
        one.unreadable === null ? [] : [unreadable(id, one.unreadable)],
      ),
      ...compareRollouts(folded, projections.rollouts),
      ...compareStable(stable, folded, projections),
    ];
  }

  return { row, compare };
}

function compareRollouts(
  folded: ReadonlyMap<string, Folded>,
  rows: readonly ProjectedRollout[],
): readonly AuditProblem[] {
  const found = new Map(rows.map((row) => [row.id, row]));
  const unlike = [...folded].flatMap(([id, { rollout, last, unreadable: unread }]) => {
    if (rollout === null || unread !== null) return [];
    const expected = spoken(rowOf(rollout, null));
    const row = found.get(id);
    const said = row === undefined ? 'does not have it' : `has it as ${spoken(row)}`;
    if (row !== undefined && spoken(row) === expected) return [];
    return [
      problem(
        id,
        last,
        `By its events ${id} is ${expected}; the table of rollouts ${said}, and Belay acts on that.`,
      ),
    ];
  });
  const invented = rows
    .filter(({ id }) => !folded.has(id))
    .map(({ id }) => problem(id, null, `The table of rollouts has ${id}, of which the log knows nothing.`));
  return [...unlike, ...invented];
}

function compareStable(
  expected: ReadonlyMap<string, StableRow>,
  folded: ReadonlyMap<string, Folded>,
  { rollouts, stable }: Projections,
): readonly AuditProblem[] {
  const found = new Map(stable.map((row) => [slotOf(row), row]));
  // Who became stable by an event that cannot be read is not known.
  const unknown = new Set(rollouts.filter(({ id }) => folded.get(id)?.unreadable != null).map(slotOf));
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((slot) => {
    const wanted = expected.get(slot);
    const row = found.get(slot);
    if (unknown.has(slot) || (wanted !== undefined && row !== undefined && sameStable(wanted, row)))
      return [];
    const rollout = wanted?.rollout ?? row?.rollout ?? '';
    const said = `By the events ${target(wanted?.target)} is stable for ${slot}; the table says ${target(row?.target)}, and that is where traffic goes back to.`;
    return [problem(rollout, folded.get(rollout)?.last ?? null, said)];
  });
}

function sameStable(a: ProjectedStable, b: ProjectedStable): boolean {
  return a.rollout === b.rollout && canonicalJson(a.target) === canonicalJson(b.target);
}

function slotOf({ service, environment }: Pick<ProjectedStable, 'service' | 'environment'>): string {
  return `${service} in ${environment}`;
}

function spoken({ service, environment, version, phase, owns }: Omit<ProjectedRollout, 'id'>): string {
  const traffic = owns ? 'owning the traffic' : 'owning no traffic';
  return `${service} ${version} in ${environment}, ${phase}, ${traffic}`;
}

function target(value: unknown): string {
  return value === undefined ? 'nothing that a rollout left' : canonicalJson(value);
}

function unreadable(id: string, { position, seq }: AuditRow): AuditProblem {
  const sentence = `Row ${position} (event ${seq} of ${id}) is no event that this version of Belay understands: ${id} cannot be read from there on.`;
  return { position, stream: id, seq, kind: 'unreadable', sentence };
}

function problem(stream: string, last: AuditRow | null, sentence: string): AuditProblem {
  return { position: last?.position ?? 0, stream, seq: last?.seq ?? null, kind: 'projection', sentence };
}
