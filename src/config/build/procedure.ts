import { PlaceName } from '../../core/ids.ts';
import { byCommand, type ProcedureStep } from '../../core/rollout/procedure-plan.ts';
import { isForNotices } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { notSupportedYet } from '../unsupported.ts';
import { listOf } from './building.ts';
import type { PlanSource } from './plan.ts';

type Declared = NonNullable<Root['emergency']>['procedure'];

const twoMinutes = 120_000;

/** What a rollback does besides moving traffic; nothing where the file says nothing. */
export function buildProcedures(
  root: Root,
  plan: PlanSource,
): { procedure?: ProcedureStep[]; emergency?: ProcedureStep[] } {
  const procedure = stepsOf(plan.rollback?.procedure, root);
  const emergency = stepsOf(root.emergency?.procedure, root);
  return {
    ...(procedure.length === 0 ? {} : { procedure }),
    ...(emergency.length === 0 ? {} : { emergency }),
  };
}

function stepsOf(declared: Declared | undefined, root: Root): ProcedureStep[] {
  return (declared ?? []).map(({ do: action, run, timeout, tell }) => {
    const places = listOf(tell).flatMap(({ name }) =>
      kindOf(name, root) === null ? [] : [PlaceName.parse(name)],
    );
    const isPager = (name: string) => kindOf(name, root) === 'pager';
    const tickets = ticketPlaces(root);
    const told = places.filter((name) => !isPager(name));
    return {
      do: action,
      ...(run === undefined ? {} : { run }),
      timeout: timeout ?? twoMinutes,
      tell: action === 'incident-ticket' && told.length === 0 ? tickets.slice(0, 1) : told,
      pagers: places.filter(isPager),
    };
  });
}

function kindOf(name: string, { places }: Root) {
  return places !== undefined && Object.hasOwn(places, name) ? (places[name]?.kind ?? null) : null;
}

function ticketPlaces(root: Root): readonly PlaceName[] {
  return Object.entries(root.places ?? {}).flatMap(([name, { kind }]) =>
    kind === 'github-issue' ? [PlaceName.parse(name)] : [],
  );
}

/** Steps that would fail in an emergency are found now. */
export function checkProcedure(declared: Declared | undefined, path: Path, root: Root, report: Report): void {
  for (const [index, step] of (declared ?? []).entries()) checkStep(step, [...path, index], root, report);
}

function checkStep(step: Declared[number], path: Path, root: Root, report: Report): void {
  const { do: action, run, tell } = step;
  const named = listOf(tell).map(({ name }) => ({ name, kind: kindOf(name, root) }));
  if (byCommand.has(action) && run === undefined) {
    const sentence = `\`${action}\` without a command is not supported yet: Belay moves traffic, and brings no versions up or down. Say \`run: [program, arguments]\` with what does it, or leave the step out.`;
    report(error([...path, 'do'], notSupportedYet, sentence, { expected: '`run`' }));
  }
  if (!byCommand.has(action) && run !== undefined) {
    const sentence = `Belay does \`${action}\` by itself; a command beside it would not be run. Leave \`run\` out.`;
    report(error([...path, 'run'], 'wrong-value', sentence, { at: 'key', expected: 'nothing here' }));
  }
  for (const { name, kind } of named) {
    if (kind === null && action !== 'page') {
      const sentence = `\`${name}\` is no place. Name places where people talk; whoever is on call is called by \`do: page\`.`;
      report(error([...path, 'tell'], 'wrong-value', sentence, { expected: 'a place' }));
    } else if (kind !== null && isForNotices(kind)) {
      const sentence = `Telling \`${name}\` (${kind}) of a step is not supported yet: it gets notices to customers. Name a place where your own people talk.`;
      report(error([...path, 'tell'], notSupportedYet, sentence, { expected: 'a place of your own people' }));
    }
  }
  const pagers = Object.values(root.places ?? {}).some(({ kind }) => kind === 'pager');
  if (action === 'page' && !pagers) {
    const sentence =
      'This step pages whoever is on call, and no pager is declared: nobody would be called. Declare a place of kind `pager`.';
    report(error([...path, 'do'], 'no-pager', sentence, { expected: 'a place of kind `pager`' }));
  }
  const opens =
    named.length === 0 ? ticketPlaces(root).length > 0 : named.some(({ kind }) => kind === 'github-issue');
  if (action === 'incident-ticket' && !opens) {
    const sentence =
      'A ticket is opened on a place of kind `github-issue`, and there is none here. Declare one, and name it under `tell`.';
    report(
      error([...path, 'do'], 'no-ticket-place', sentence, { expected: 'a place of kind `github-issue`' }),
    );
  }
}
