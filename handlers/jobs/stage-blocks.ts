import type { Block } from '../../src/core/blocks/block.ts';
import { outOfHours } from '../../src/core/calendar/staffed.ts';
import { instantText } from '../../src/core/documents/instant-text.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import type { Signals } from '../../src/ports/store.ts';
import type { BlockSource } from './find-blocks.ts';
import { goesPast } from './freeze-blocks.ts';

/** The stage that is to be left next; null while none has the canary's traffic. */
function stageToLeave({ phase }: Rollout): number | null {
  return phase.kind === 'observing' || phase.kind === 'waiting' ? phase.stage : null;
}

/** So much before the end of a hold it is said; two looks come in between. */
const looksAhead = 3;

/** Whether the stage could be left soon, so that what keeps it there is worth a word. */
function leavesSoon({ phase, plan, skipHolds }: Rollout, now: Instant): boolean {
  return phase.kind !== 'observing' || skipHolds || now >= phase.endsAt - looksAhead * plan.interval;
}

/** Stages are left in staffed hours only. Starting, watching and going back know no hours. */
export const staffedBlocks: BlockSource = {
  by: 'staffed-hours',
  async find(rollout, now) {
    const { plan } = rollout;
    const due = stageToLeave(rollout) !== null && leavesSoon(rollout, now);
    if (plan.staffed === undefined || goesPast(rollout) || !due) return null;
    const closed = outOfHours(plan.staffed, now);
    if (closed === null) return null;
    const sentence = `these are not the staffed hours (${plan.staffed.text}); ${closed.text}`;
    return { by: 'staffed-hours', sentence, until: closed.until };
  },
};

/** What reports call a complaint. */
const complaint = 'complaint';

/** Requirements of the stage that is to be left. @param sources whose alerts are incidents */
export function createRequirementBlocks(
  signals: Pick<Signals, 'lastAlert' | 'lastReport'>,
  sources: readonly string[],
): BlockSource {
  return {
    by: 'requirement',
    async find(rollout, now) {
      const stage = stageToLeave(rollout);
      const requires = stage === null ? undefined : rollout.plan.stages[stage]?.requires;
      if (requires === undefined || goesPast(rollout)) return null;
      return (await quiet(rollout, now)) ?? content(rollout, now);
    },
  };

  async function quiet({ plan, phase }: Rollout, now: Instant): Promise<Block | null> {
    const wanted = requiresOf(plan, phase)?.noCriticalAlertFor;
    if (wanted === undefined) return null;
    const { service, environment } = plan;
    const last = await signals.lastAlert({ service, environment }, sources, now);
    if (last === null || now >= last + wanted) return null;
    const when = last === now ? 'one fires now' : `the last was over at ${instantText(last)}`;
    const sentence = `the stage is left after ${formatDuration(wanted)} without a critical alert, and ${when}`;
    return last === now
      ? { by: 'requirement', sentence, until: null }
      : {
          by: 'requirement',
          sentence: `${sentence}, so not before ${instantText(last + wanted)}`,
          until: last + wanted,
        };
  }

  async function content({ plan, phase }: Rollout, now: Instant): Promise<Block | null> {
    const stage = 'stage' in phase && phase.stage !== null ? plan.stages[phase.stage] : undefined;
    if (stage?.requires?.noComplaint !== true) return null;
    const { service, environment, canary } = plan;
    const since = now - stage.hold;
    const asked = { service, environment, event: complaint, version: canary.version, since };
    const last = await signals.lastReport(asked);
    if (last === null) return null;
    const until = last + stage.hold + 1;
    const sentence = `the stage is left after ${formatDuration(stage.hold)} without a complaint, and there was one at ${instantText(last)}, so not before ${instantText(until)}`;
    return { by: 'requirement', sentence, until };
  }
}

function requiresOf(plan: Rollout['plan'], phase: Rollout['phase']) {
  return 'stage' in phase && phase.stage !== null ? plan.stages[phase.stage]?.requires : undefined;
}
