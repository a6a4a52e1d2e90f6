import { causeClause } from '../src/core/card/cause.ts';
import { versionWords } from '../src/core/card/version-words.ts';
import { boxes, facts, heading, item, list, paragraph } from '../src/core/documents/blocks.ts';
import { counted, listed, percent } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { decideWish } from '../src/core/rollout/decide-person.ts';
import type { RollbackCause } from '../src/core/rollout/events.ts';
import { criticalProbes } from '../src/core/rollout/probe-streaks.ts';
import { procedureFor } from '../src/core/rollout/procedure.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { wantedWeight } from '../src/core/rollout/wanted.ts';
import type { Wish } from '../src/core/rollout/wish.ts';
import type { Call, Desk } from './command.ts';

type RollbackWish = Extract<Wish, { kind: 'rollback' }>;

/** What a rollback would do now, and whether the previous version answers; nothing is changed and nobody is called. */
export async function rehearseRollback(
  call: Call,
  desk: Desk,
  rollout: Rollout,
  wish: RollbackWish,
): Promise<Reply> {
  const decision = decideWish(rollout, wish, call.actor, call.now);
  if (decision.kind === 'refused') return decision;
  const { plan, stable } = rollout;
  if (stable === null) {
    return refuse(
      'nothing-live',
      `${rollout.id} has moved no traffic yet; it would be dropped. Nothing was changed.`,
    );
  }
  const cause: RollbackCause = {
    kind: 'person',
    reason: wish.reason,
    ...(wish.emergency === true ? { emergency: true as const } : {}),
  };
  const weight = wantedWeight(rollout);
  const version = versionWords(plan.canary.version);
  const results = await Promise.all(criticalProbes(plan).map((probe) => desk.runProbe(probe, stable)));
  const undo = rollout.begun
    .flatMap((index) => plan.prepare[index] ?? [])
    .filter((step) => step.undo !== null);
  const steps = procedureFor(rollout, cause);
  return {
    kind: 'document',
    tree: {
      title: `Rehearsal: rollback of ${plan.service} ${version} in ${plan.environment}`,
      summary: `Dry run: nothing was changed. ${percent(weight)} of the traffic would go from ${version} to ${versionWords(stable.version)}, ${causeClause(cause)}.`,
      draftedBy: 'template',
      draftedWhy: 'Worked out from the plan and the state; no model was asked.',
      at: call.now,
      blocks: [
        heading('What would happen'),
        paragraph(decision.sentence),
        list([
          `The router ${plan.routing.router} sends everybody to ${versionWords(stable.version)} (${stable.url}), before anything else.`,
          ...undo.map(({ name }) => `Step “${name}” is undone.`),
          ...steps.map(({ do: action }) => `Procedure: ${action}.`),
        ]),
        facts(
          ['Whoever is on call', pagedWords(rollout, wish)],
          ['Told on', listed(plan.places)],
          ['Follow-up tasks', counted(plan.rollback.tasks?.list.length ?? 0, 'task')],
        ),
        heading(`Does ${versionWords(stable.version)} answer?`),
        ...(results.length === 0
          ? [paragraph('The plan has no critical probe, so nobody can tell from here.')]
          : [boxes(results.map((one) => item(`Probe ${one.name}`, one.healthy, one.sentence)))]),
      ],
    },
  };
}

function pagedWords({ plan }: Rollout, { emergency }: RollbackWish): string {
  const pagers =
    emergency === true || plan.rollback.page === true
      ? (plan.alerts?.onCall ?? [])
      : (plan.alerts?.warning.page ?? []);
  return pagers.length === 0 ? 'is not paged' : `is paged through ${listed(pagers)}`;
}

export function isRehearsal({ parsed }: Call): boolean {
  return parsed.flags['dry-run'] === true;
}

/** A rehearsal of everything would be many documents. */
export function refuseAllAtOnce(): Refusal {
  return refuse(
    'one-at-a-time',
    'Rehearse one rollout at a time: `rollback TARGET --dry-run`. Nothing was changed.',
  );
}
