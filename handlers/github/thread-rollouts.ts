import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { loadReadable } from '../../src/ledger/load-readable.ts';
import type { RolloutIndex, RolloutRow } from '../../src/ports/store.ts';

/** An issue or a pull request, and what a line in it says besides. */
export interface Thread {
  readonly place: PlaceName;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  readonly isPull: boolean;
  /** Of the pull request; null when GitHub was not asked. */
  readonly commit: string | null;
  /** Undefined when it is not known which is meant. */
  readonly service: string | undefined;
  readonly environment: string | undefined;
  /** When the line was said: nobody means a rollout that was asked for since. */
  readonly saidAt: Instant;
}

export interface ThreadRollouts {
  /** Those of this thread that may be meant: the live ones, or else the newest one. */
  readonly here: readonly RolloutId[];
  /** Of other threads or places, what would be meant by the name of the service alone. */
  readonly elsewhere: readonly RolloutRow[];
}

/** Asks the store alone. @throws Failure store-unreachable */
export type FindThreadRollouts = (thread: Thread) => Promise<ThreadRollouts>;

export interface ThreadRolloutsParts {
  readonly rollouts: Pick<RolloutIndex, 'recent'>;
  readonly ledger: Pick<Ledger, 'load'>;
}

/** Where a rollout comes from never changes. */
type Belonging = Pick<Rollout, 'origin'> & Pick<Rollout['plan'], 'source'>;

const looked = 100;

export function createThreadRollouts({ rollouts, ledger }: ThreadRolloutsParts): FindThreadRollouts {
  const known = new Map<RolloutId, Belonging>();

  async function belongs(row: RolloutRow, thread: Thread): Promise<boolean> {
    const belonging = known.get(row.id) ?? (await belongingOf(ledger, row.id));
    if (belonging === null) return false;
    known.set(row.id, belonging);
    return isOf(thread, row, belonging);
  }

  return async (thread) => {
    const rows = await rollouts.recent({}, looked);
    for (const id of known.keys()) if (!rows.some((row) => row.id === id)) known.delete(id);
    const there = rows.filter(
      ({ environment }) => thread.environment === undefined || environment === thread.environment,
    );
    const said = there.filter(({ requestedAt }) => requestedAt <= thread.saidAt);
    const here = await meantHere(said, (row) => belongs(row, thread));
    return { here, elsewhere: here.length > 0 ? [] : meantElsewhere(there, thread.service) };
  };
}

async function belongingOf(ledger: Pick<Ledger, 'load'>, id: RolloutId): Promise<Belonging | null> {
  const rollout = await loadReadable(ledger, id);
  if (rollout === null || rollout === 'unreadable') return null;
  return { origin: rollout.origin, source: rollout.plan.source };
}

function isOf(
  { place, repository, number, isPull, commit }: Thread,
  { version }: RolloutRow,
  { origin, source }: Belonging,
): boolean {
  if (origin?.place === place && origin.thread === `${repository}#${number}`) return true;
  const isOfPull = source?.repository.toLowerCase() === repository.toLowerCase() && source.pull === number;
  if (isPull && isOfPull) return true;
  return commit !== null && (source?.commit ?? version) === commit;
}

/** One after the other: connections to the store are few. The newest and no older one, when none is live. */
async function meantHere(
  rows: readonly RolloutRow[],
  belongs: (row: RolloutRow) => Promise<boolean>,
): Promise<readonly RolloutId[]> {
  const live: RolloutId[] = [];
  for (const row of rows.filter(({ owns }) => owns)) if (await belongs(row)) live.push(row.id);
  if (live.length > 0) return live;
  for (const row of rows) if (await belongs(row)) return [row.id];
  return [];
}

/** What is over cannot be changed any more: the command itself says so. */
function meantElsewhere(rows: readonly RolloutRow[], service: string | undefined): readonly RolloutRow[] {
  const all = rows.filter((row) => row.service === service);
  const live = all.filter(({ owns }) => owns);
  return live.length > 0 ? live : all.slice(0, 1).filter(({ open }) => open);
}
