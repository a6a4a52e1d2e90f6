import { describe, expect, it } from 'vitest';
import { createThreadRollouts, type Thread } from '../../../handlers/github/thread-rollouts.ts';
import { EnvironmentName, PlaceName, RolloutId, ServiceName, VersionName } from '../../../src/core/ids.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import type { RolloutRow } from '../../../src/ports/store.ts';
import { aRollout } from '../../builders/rollout.ts';

const gh = PlaceName.parse('gh');
const source = { repository: 'Acme/Shop', commit: 'b'.repeat(40) };
const sha = 'a'.repeat(40);
const asked: Thread = {
  ...{ place: gh, repository: 'acme/shop', number: 1, isPull: true, commit: null },
  ...{ service: 'shop', environment: undefined, saidAt: 1000 },
};

interface Released {
  readonly thread?: number;
  readonly pull?: number;
  readonly version?: string;
  readonly environment?: string;
  readonly owns?: boolean;
  readonly open?: boolean;
  readonly at?: number;
}

/** Rollouts r-…1, r-…2 and so on, the newest first. */
function given(...released: readonly Released[]) {
  const loaded: string[] = [];
  const ids = released.map((_, index) => RolloutId.parse(`r-000000000${index + 1}`));
  const rows = released.map((one, index): RolloutRow => {
    const { version = 'v2', environment = 'demo', owns = false, open = owns, at = 1000 - index } = one;
    return {
      id: ids[index] ?? RolloutId.parse('r-0000000000'),
      ...{ service: ServiceName.parse('shop'), environment: EnvironmentName.parse(environment) },
      ...{ version: VersionName.parse(version), phase: owns ? 'observing' : 'rolled-back' },
      ...{ owns, open, requestedAt: at, train: null, nextAt: null },
    };
  });
  const load = async (id: RolloutId): Promise<Rollout> => {
    loaded.push(id);
    const { thread, pull } = released[ids.indexOf(id)] ?? {};
    const { plan, ...rollout } = aRollout();
    const origin = thread === undefined ? null : { place: gh, thread: `acme/shop#${thread}` };
    return {
      ...rollout,
      id,
      origin,
      plan: pull === undefined ? plan : { ...plan, source: { ...source, pull } },
    };
  };
  const find = createThreadRollouts({ rollouts: { recent: async () => rows }, ledger: { load } });
  return { find, loaded };
}

const numbers = (ids: readonly string[]) => ids.map((id) => Number(id.slice(2)));
const here = async (rollouts: readonly Released[], over: Partial<Thread> = {}) =>
  numbers((await given(...rollouts).find({ ...asked, ...over })).here);

describe('the rollout of a thread', () => {
  it('is the live one, however many are newer', async () => {
    expect(await here([{ thread: 1 }, { thread: 2, owns: true }, { thread: 1, owns: true }])).toEqual([3]);
  });

  it('is the newest one when none is live, also when an older one could still be taken back', async () => {
    expect(await here([{ thread: 2 }, { thread: 1 }, { thread: 1, open: true }])).toEqual([2]);
  });

  it('is each live one when there are several, and the one of the environment when that is said', async () => {
    const both = [
      { thread: 1, owns: true },
      { thread: 1, owns: true, environment: 'live' },
    ];
    expect(await here(both)).toEqual([1, 2]);
    expect(await here(both, { environment: 'live' })).toEqual([2]);
  });

  it('may have been started by a merge, or elsewhere for its commit', async () => {
    expect(await here([{ pull: 2 }, { pull: 1 }])).toEqual([2]);
    expect(await here([{ pull: 1 }], { isPull: false })).toEqual([]);
    expect(await here([{ version: sha }])).toEqual([]);
    expect(await here([{ version: sha }], { commit: sha })).toEqual([1]);
  });

  it('was asked for before the line was said', async () => {
    expect(await here([{ thread: 1, at: 1001 }, { thread: 1 }])).toEqual([2]);
  });

  it('is read once, for where it comes from never changes', async () => {
    const { find, loaded } = given({ thread: 2 }, { thread: 1 });
    await find(asked);
    await find(asked);
    expect(loaded).toHaveLength(2);
  });
});

describe('what would be meant elsewhere', () => {
  const elsewhere = async (rollouts: readonly Released[], over: Partial<Thread> = {}) =>
    numbers((await given(...rollouts).find({ ...asked, ...over })).elsewhere.map(({ id }) => id));

  it('is the live one, or else the newest one that is not over', async () => {
    expect(await elsewhere([{ thread: 2 }, { thread: 3, owns: true }])).toEqual([2]);
    expect(
      await elsewhere([
        { thread: 2, open: true },
        { thread: 3, open: true },
      ]),
    ).toEqual([1]);
    expect(await elsewhere([{ thread: 2 }, { thread: 3, open: true }])).toEqual([]);
  });

  it('is nothing where the thread has its own, or nobody says which service', async () => {
    expect(await elsewhere([{ thread: 2, owns: true }, { thread: 1 }])).toEqual([]);
    expect(await elsewhere([{ thread: 2, owns: true }], { service: undefined })).toEqual([]);
  });
});
