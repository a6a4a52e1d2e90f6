import type { Block } from '../../src/core/blocks/block.ts';
import { unknownBlock } from '../../src/core/blocks/unknown.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { BlockSource } from './find-blocks.ts';

export interface AskFirmly {
  /** Never throws and never takes longer than the patience it was given. */
  ask(rollout: Rollout, now: Instant): Promise<Block | null>;
  /** The rollout is over. */
  forget(id: RolloutId): void;
}

/** A question without an answer for so long is asked again. */
const givenUp: Millis = 30_000;

/**
 * Asks a source and stands by what was known where it fails or hangs; what was never known blocks. One that hangs is
 * waited for once: until it answers again, nobody else waits for it.
 */
export function createAskFirmly(source: BlockSource, patience: Millis, log: Pick<Log, 'warn'>): AskFirmly {
  const { by } = source;
  const known = new Map<RolloutId, Block | null>();
  const underWay = new Map<RolloutId, { readonly since: Instant; readonly answer: Promise<boolean> }>();
  let troubled = false;

  function lastKnown(rollout: Rollout): Block | null {
    const told = rollout.blocks[by];
    if (told !== undefined) return { by, sentence: told.sentence, until: told.until };
    const before = known.get(rollout.id);
    return before === undefined ? unknownBlock(by) : before;
  }

  function trouble(rollout: Rollout, why: string, err?: unknown): void {
    if (!troubled) log.warn({ err, by, rollout: rollout.id }, why);
    troubled = true;
  }

  /** @returns whether there is an answer */
  async function find(rollout: Rollout, now: Instant): Promise<boolean> {
    try {
      const found = await source.find(rollout, now);
      known.set(rollout.id, found);
      troubled = false;
      return true;
    } catch (error) {
      trouble(rollout, 'what may keep a rollout could not be found out; what was known counts', error);
      return false;
    } finally {
      underWay.delete(rollout.id);
    }
  }

  function question(rollout: Rollout, now: Instant): Promise<boolean> {
    const asked = underWay.get(rollout.id);
    if (asked !== undefined && now - asked.since < givenUp) return asked.answer;
    const answer = find(rollout, now);
    underWay.set(rollout.id, { since: now, answer });
    return answer;
  }

  return {
    async ask(rollout, now) {
      const answer = question(rollout, now);
      const answered = await within(answer, troubled ? 0 : patience);
      if (answered === null)
        trouble(rollout, 'what may keep a rollout takes long to find out; what was known counts');
      return answered === true ? (known.get(rollout.id) ?? null) : lastKnown(rollout);
    },
    forget(id) {
      known.delete(id);
      underWay.delete(id);
    },
  };
}

/** @returns null when there is no answer in that time */
async function within(answer: Promise<boolean>, patience: Millis): Promise<boolean | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patience, null);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
