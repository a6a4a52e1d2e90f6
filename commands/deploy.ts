import type { SlotConfig } from '../src/config/config.ts';
import type { BudgetMeasured } from '../src/core/budget/standing.ts';
import { versionWords } from '../src/core/card/version-words.ts';
import { checklist } from '../src/core/documents/checklist.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import {
  decideRequest,
  type Request,
  requestOf,
  type SlotSituation,
} from '../src/core/rollout/decide-request.ts';
import { belay, project } from '../src/core/rollout/decision.ts';
import { evolve } from '../src/core/rollout/evolve.ts';
import type { Plan } from '../src/core/rollout/plan.ts';
import { lockNow } from '../src/ledger/lock-now.ts';
import { breakGlass, readGlass, withGlass } from './break-glass.ts';
import { passBudgets, withBudgets } from './budget-gate.ts';
import type { Call, Command, Desk } from './command.ts';
import { compileRelease, sourceOf } from './compile-release.ts';
import { describeLock, lockOwner } from './describe-lock.ts';
import { findSlotFor } from './find-slots.ts';
import { refuseFirstHere } from './first-elsewhere.ts';
import { passFreezes } from './freeze-gate.ts';
import { askingIn, supersede } from './supersede.ts';

export const deploy: Command = {
  spec: {
    name: 'deploy',
    aliases: ['release', 'ship'],
    summary: 'Release a version: staged traffic, measured all along, taken back by itself when it is worse.',
    usage: [
      'deploy shop v2',
      'deploy api v2.3.0 to production --dry-run',
      'deploy shop v3 --critical "mends the checkout"',
      'deploy shop v3 --break-glass --skip canary,approval --reason "CVE-2026-1234"',
    ],
    args: [
      { name: 'service', required: true, description: 'What to release.', kind: 'service' },
      { name: 'version', required: true, description: 'Which version of it.', kind: 'version' },
      { name: 'environment', required: false, before: 'to', description: 'Where to.', kind: 'environment' },
    ],
    flags: [
      { name: 'dry-run', value: 'none', description: 'Show the plan and change nothing.' },
      { name: 'reason', value: 'text', description: 'Why, for the log.' },
      {
        name: 'critical',
        value: 'text',
        description:
          'A critical fix, and why: it goes although an error budget is frozen, and past a freeze window or an incident once somebody else agrees.',
      },
      {
        name: 'tier',
        value: 'text',
        description: 'A tier of risk above the one that the changed files make; never one below.',
      },
      {
        name: 'break-glass',
        value: 'none',
        description: 'Go past safeguards, for the few who may; announced, paged and reviewed afterwards.',
      },
      {
        name: 'skip',
        value: 'text',
        description: 'With `--break-glass`: what it goes past, of `canary,tests,approval`.',
      },
    ],
    verb: 'deploy',
    kind: 'acts',
  },
  async run(call, desk) {
    const slot = findSlotFor(call, desk, 'deploy');
    if ('kind' in slot) return slot;
    const request = await prepareRequest(call, desk, slot);
    if ('kind' in request) return request;
    return call.parsed.flags['dry-run'] === true ? preview(call, desk, request) : start(call, desk, request);
  },
};

/** What is asked for, with what is to be said of the error budgets it meets. */
export interface Prepared extends Request {
  readonly told: readonly BudgetMeasured[];
  /** A freeze to come that would hold it, as a sentence. */
  readonly ahead: string | null;
}

export async function prepareRequest(call: Call, desk: Desk, slot: SlotConfig): Promise<Prepared | Refusal> {
  const { service, environment } = slot;
  const version = call.parsed.args['version'] ?? '';
  const { source, origin, changes } = call.about;
  const glass = readGlass(call, desk.config);
  if (glass !== null && 'kind' in glass) return glass;
  const compiled = await compileRelease(call, desk, slot, version);
  if (compiled.kind === 'refused') return compiled;
  const asked = (
    plan: Plan,
    told: readonly BudgetMeasured[],
    reason: string | null,
    ahead: string | null = null,
  ): Prepared => ({
    rollout: desk.newRolloutId(),
    plan,
    told,
    ahead,
    reason,
    origin: origin ?? null,
    changes: sourceOf(version, source) === undefined ? null : (changes ?? null),
    ...(compiled.committedAt === null ? {} : { committedAt: compiled.committedAt }),
  });
  if (glass !== null) {
    const past = breakGlass(call, desk, compiled.plan, glass);
    return 'kind' in past ? past : asked(past, [], glass.reason);
  }
  const elsewhere = await refuseFirstHere(desk, slot, compiled.plan);
  if (elsewhere !== null) return elsewhere;
  const { held: lock } = await lockNow(desk.store, { service, environment }, call.now);
  if (lock !== null) {
    return refuse(
      'locked',
      `${describeLock(lock, desk.config, call.now)} Nothing was started; ask ${lockOwner(lock, desk.config)}, or type \`unlock ${service} in ${environment}\`.`,
    );
  }
  const { reason, critical } = call.parsed.flags;
  const passed = await passBudgets(desk, compiled.plan, typeof critical === 'string');
  if ('kind' in passed) return passed;
  const why = critical ?? reason;
  const thawed = await passFreezes(desk, passed.plan, typeof critical === 'string', call.now);
  if ('kind' in thawed) return thawed;
  return asked(thawed.plan, passed.told, typeof why === 'string' ? why : null, thawed.ahead);
}

/** What else goes on in the slot of a request. */
export async function situation(desk: Desk, { plan }: Request): Promise<SlotSituation | Refusal> {
  const [stable, owner, queued, asking] = await Promise.all([
    desk.findStable(plan),
    desk.store.owner(plan),
    desk.store.queued(plan),
    askingIn(desk, plan),
  ]);
  if (stable === null)
    return refuse(
      'no-stable',
      `${plan.service} has no stable version in ${plan.environment}. Declare \`stable\` in ${desk.config.file}.`,
    );
  return { stable, owner, queued: queued.map(({ id }) => id), asking };
}

async function start(call: Call, desk: Desk, request: Prepared): Promise<Reply> {
  const slot = await situation(desk, request);
  if ('kind' in slot) return slot;
  const decision = decideRequest(request, slot, call.now);
  if (decision.kind === 'refused') return decision;
  const written = await desk.ledger.write(
    null,
    [...decision.events, ...request.told],
    call.actor,
    call.now,
    'at-once',
  );
  switch (written.kind) {
    case 'written':
      await makeRoom(call, desk, request, slot);
      return {
        kind: 'done',
        sentence: withGlass(withBudgets(decision.sentence, request), request.plan),
        rollout: request.rollout,
      };
    case 'slot-taken':
      // Somebody was quicker by a moment: the same request again meets the rollout that is live now.
      return start(call, desk, request);
    case 'conflict':
      return refuse(
        'conflict',
        'The new rollout could not be written. Nothing was started; send the command again.',
      );
  }
}

/** Takes the place of what is live or queued there. What must be approved first replaces nothing until then. */
export async function makeRoom(
  call: Call,
  desk: Desk,
  { plan, rollout }: Request,
  slot: SlotSituation,
): Promise<void> {
  if (plan.superseding !== 'supersede' || plan.entry !== undefined) return;
  const { owner, queued, asking = [] } = slot;
  await supersede(call, desk, rollout, [
    ...(owner === null ? [] : [owner.id]),
    ...queued,
    ...asking.map(({ id }) => id),
  ]);
}

/** The plan as a checklist, from a rollout that is never written. */
export async function preview(call: Call, desk: Desk, request: Prepared): Promise<Reply> {
  const slot = await situation(desk, request);
  if ('kind' in slot) return slot;
  const { plan } = request;
  const requested = evolve(null, {
    seq: 1,
    at: call.now,
    actor: call.actor,
    event: requestOf(request),
  });
  if (requested === null) return refuse('conflict', 'The plan could not be shown. Nothing was started.');
  const would = project(
    requested,
    [{ kind: 'started', stable: slot.stable }, ...request.told],
    belay,
    call.now,
  );
  const tree = checklist(would, call.now, plan.service);
  const summary = withGlass(withBudgets(`Dry run: nothing was started. ${tree.summary}`, request), plan);
  return {
    kind: 'document',
    tree: {
      ...tree,
      title: `Plan: ${plan.service} ${versionWords(plan.canary.version)} to ${plan.environment}`,
      summary,
    },
  };
}
