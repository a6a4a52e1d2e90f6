import { describe, expect, it } from 'vitest';
import { advance } from '../../../handlers/jobs/advance.ts';
import { type BlockSource, createFindBlocks } from '../../../handlers/jobs/find-blocks.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import type { Finding } from '../../../src/core/rollout/finding.ts';
import { canBeBlocked } from '../../../src/core/rollout/found-blocks.ts';
import { watchedShop } from '../watched-shop.ts';

const shop = watchedShop();
const log = { warn: () => undefined };

/** A source whose answer the test gives. */
function source(answer: () => ReturnType<BlockSource['find']>): BlockSource {
  return { by: 'freeze', find: answer };
}

const block = { by: 'freeze' as const, sentence: 'holidays', until: null };
const never = () => new Promise<null>(() => undefined);

async function watched() {
  const rollout = await shop.world.wired.ledger.load(await shop.observed());
  if (rollout === null) throw new Error('no rollout');
  return rollout;
}

describe('what may keep a rollout', () => {
  it('that was never found out holds it, and what was known counts afterwards', async () => {
    let answer: () => ReturnType<BlockSource['find']> = () => Promise.reject(new TypeError('no answer'));
    const find = createFindBlocks([source(() => answer())], log);
    const rollout = await watched();
    const ask = async (blocks = {}) => {
      const found = await find({ ...rollout, blocks }, shop.world.now());
      return found.kind === 'blocks-found' ? found.blocks : null;
    };
    expect(await ask()).toMatchObject([
      { by: 'freeze', sentence: expect.stringContaining('could not be found out whether a freeze') },
    ]);
    answer = async () => null;
    await ask();
    expect(await ask()).toEqual([]);
    answer = () => Promise.reject(new TypeError('no answer'));
    expect(await ask()).toEqual([]);
    expect(await ask({ freeze: { ...block, since: 1 } })).toEqual([block]);
    answer = () => {
      throw new TypeError('at once');
    };
    expect(await ask()).toEqual([]);
  });

  it('is not even asked about what goes past the safeguards, save for its train', async () => {
    const asked: string[] = [];
    const asking = (by: BlockSource['by']): BlockSource => ({
      by,
      find: async () => {
        asked.push(by);
        return null;
      },
    });
    const find = createFindBlocks([asking('freeze'), asking('order'), asking('lock'), asking('train')], log);
    const rollout = await watched();
    const breakGlass = { skips: ['tests' as const], reason: 'CVE', secondPerson: false, reviewWithin: 1000 };
    await find({ ...rollout, plan: { ...rollout.plan, breakGlass } }, shop.world.now());
    expect(asked).toEqual(['train']);
    await find(rollout, shop.world.now());
    expect(asked).toEqual(['train', 'freeze', 'order', 'lock', 'train']);
  });

  it('is not waited for when it hangs, and a breach goes back all the same', async () => {
    const { world, router } = shop;
    const id = await shop.observed();
    const find = createFindBlocks([source(never), { by: 'order', find: async () => null }], log);
    const rollout = await world.wired.ledger.load(id);
    if (rollout === null) throw new Error('no rollout');
    const found = await find(rollout, world.now());
    expect(found).toMatchObject({ blocks: [{ by: 'freeze' }] });
    const advance = world.wired.jobs.advance as { findBlocks: typeof find };
    const before = advance.findBlocks;
    advance.findBlocks = find;
    router.canaryErrors = 0.5;
    await world.workUntil(async () => (await shop.phaseOf(id)) === 'rolled-back');
    advance.findBlocks = before;
    expect(await world.kinds(id)).toContain('rollback-ordered');
  });

  it('has not answered yet, and a breach goes back before it does; nothing goes forward', async () => {
    const { world, router } = shop;
    const id = await shop.observed();
    const advanceParts = world.wired.jobs.advance as { findBlocks: ReturnType<typeof createFindBlocks> };
    const before = advanceParts.findBlocks;
    try {
      let answer: (found: Finding) => void = never;
      const barred: Finding = { kind: 'blocks-found', blocks: [block] };
      const held = new Promise<Finding>((resolve) => (answer = resolve));
      advanceParts.findBlocks = () => held;
      world.later(60_000);
      const healthy = advance(world.wired.jobs.advance, id);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await shop.phaseOf(id)).toBe('observing');
      answer(barred);
      await healthy;
      expect(await shop.phaseOf(id)).toBe('observing');
      router.canaryErrors = 0.5;
      advanceParts.findBlocks = async (rollout) =>
        canBeBlocked(rollout) ? new Promise<Finding>(never) : { kind: 'time' };
      world.later(1000);
      await advance(world.wired.jobs.advance, id);
      expect(shop.last()).toMatchObject({ kind: 'stable' });
      expect(await shop.phaseOf(id)).toMatch(/^roll(ing-|ed-)back$/);
    } finally {
      advanceParts.findBlocks = before;
    }
  });

  it('is nobody’s business once it goes back', async () => {
    const { world } = shop;
    const id = await shop.observed();
    await world.say(`rollback ${id} "why"`);
    const rollout = await world.wired.ledger.load(id);
    if (rollout === null) throw new Error('no rollout');
    const asked: string[] = [];
    const find = createFindBlocks(
      [
        source(async () => {
          asked.push('asked');
          return block;
        }),
      ],
      log,
    );
    expect(await find(rollout, world.now())).toEqual({ kind: 'time' });
    expect(asked).toEqual([]);
    expect(decideFinding(rollout, { kind: 'blocks-found', blocks: [block] }, world.now())).not.toContainEqual(
      expect.objectContaining({ kind: 'advance-blocked' }),
    );
  });
});
