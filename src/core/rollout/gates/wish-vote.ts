import { listed, quoted } from '../../prose.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import type { Instant } from '../../time.ts';
import { type Decision, decided, project } from '../decision.ts';
import type { EventOf, RolloutEvent } from '../events.ts';
import { orderRollback, progress } from '../progress.ts';
import type { Rollout, Vote } from '../state.ts';
import type { Person, Wish } from '../wish.ts';
import { wantsLonger } from './gate.ts';
import type { SignOff } from './gate-plan.ts';
import { judgeRefuser, judgeVoter, unconfirmed } from './judge-voter.ts';
import { missingWords } from './missing-words.ts';
import { askedSince, type OpenRequest, openRequest } from './open-request.ts';
import { tally } from './tally-votes.ts';

type Approve = Extract<Wish, { kind: 'approve' }>;
type Extend = Extract<Wish, { kind: 'extend' }>;

/** `approve`: one person counts once, and the last one needed opens the gate or orders the rollback. */
export function approve(rollout: Rollout, wish: Approve, by: Person, now: Instant): Decision {
  const request = openRequest(rollout, wish.bound, now);
  if (request.kind === 'refused') return request;
  const undecidable = askedSince(rollout, request, wish.bound) ?? notAsked(rollout, request, 'go-on');
  if (undecidable !== null) return undecidable;
  const told = alreadyTold(rollout, request, by);
  if (told !== null) return told;
  const vote = judgeVoter(rollout, request, rightOf(wish, request, by), now, wish.byToken);
  if (vote.kind === 'refused') return vote;
  const open = unconfirmed(rollout, request, wish.confirm ?? []);
  if (open !== null) return open;
  const late = request.kind === 'rollback' ? overtaken(rollout, wish) : null;
  if (late !== null) return late;
  return request.kind === 'rollback'
    ? agreeToRollback(rollout, request, vote, by, now)
    : agree(rollout, request, vote, by, now);
}

/** `extend`: a round of sign-offs can also end with looking longer, once everybody has decided. */
export function extend(rollout: Rollout, wish: Extend, by: Person, now: Instant): Decision {
  const request = openRequest(rollout, wish.bound, now);
  if (request.kind === 'refused') return request;
  const undecidable = askedSince(rollout, request, wish.bound) ?? notAsked(rollout, request, 'extend');
  if (undecidable !== null) return undecidable;
  if (request.kind === 'rollback' || request.waiting.stage === null) return nothingToObserve(rollout);
  const told = alreadyTold(rollout, request, by);
  if (told !== null) return told;
  const vote = judgeVoter(rollout, request, rightOf(wish, request, by), now, wish.byToken);
  if (vote.kind === 'refused') return vote;
  return agree(rollout, request, { ...vote, decision: 'extend' }, by, now, wish.reason);
}

/** Where everybody may approve, a right that is only lent must not count as one of their own. */
function rightOf(wish: Approve | Extend, { rules }: OpenRequest, by: Person): Person {
  const { lent } = by;
  if (wish.borrowed !== true || rules.roles.length > 0 || lent === undefined) return by;
  return { ...by, roles: by.roles.filter((role) => Object.hasOwn(lent, role)) };
}

function nothingToObserve({ id }: Rollout): Refusal {
  return refuse(
    'not-asked',
    `${id} is not observed now, so there is nothing to extend. Nothing was recorded.`,
  );
}

/** What a plain gate asks is yes or no; a round of sign-offs says itself what can be decided. */
function notAsked({ id }: Rollout, { gate, rules }: OpenRequest, decision: SignOff): Refusal | null {
  const { decides } = rules;
  if (decides === undefined && decision !== 'extend') return null;
  if (decides?.includes(decision) === true) return null;
  const asked = (decides ?? (['go-on', 'roll-back'] as const)).map((one) => `\`${commandOf[one]} ${id}\``);
  return refuse(
    'not-asked',
    `Gate ${gate} of ${id} does not ask whether to ${words[decision]}; it takes ${listed(asked, 'or')}. Nothing was recorded.`,
  );
}

const words: { readonly [K in SignOff]: string } = {
  'go-on': 'go on',
  extend: 'observe it longer',
  'roll-back': 'roll it back',
};
const commandOf: { readonly [K in SignOff]: string } = {
  'go-on': 'approve',
  extend: 'extend',
  'roll-back': 'reject',
};

function alreadyTold({ id }: Rollout, { votes }: OpenRequest, by: Person): Decision | null {
  const before = votes.find(({ person }) => person === by.person);
  if (before === undefined) return null;
  const said = before.decision === 'extend' ? 'wish to observe' : 'approval of';
  return decided(`Your ${said} ${id} counts already; one person counts once.`);
}

function approvedEvent(
  { plan, train }: Rollout,
  request: OpenRequest,
  { person, roles, lent = {}, decision }: Vote,
): EventOf<'approved'> {
  const { gate, rules } = request;
  return {
    kind: 'approved',
    gate,
    person,
    roles: [...roles],
    plan: plan.hash,
    stage: request.kind === 'advance' ? request.waiting.stage : null,
    ...(plan.source === undefined ? {} : { commit: plan.source.commit }),
    ...(train?.approval === 'one' ? { train: train.digest } : {}),
    ...(decision === undefined ? {} : { decision }),
    ...(rules.confirms === undefined || decision === 'extend' ? {} : { confirmed: [...rules.confirms] }),
    ...(Object.keys(lent).length === 0 ? {} : { lent }),
  };
}

function agree(
  rollout: Rollout,
  request: Extract<OpenRequest, { kind: 'advance' }>,
  vote: Vote,
  by: Person,
  now: Instant,
  reason?: string,
): Decision {
  const { rules, gate } = request;
  const signed = rules.decides === undefined ? vote : { decision: 'go-on' as const, ...vote };
  const approved = {
    ...approvedEvent(rollout, request, signed),
    ...(reason === undefined ? {} : { reason }),
  };
  const votes = [...request.votes, signed];
  const verb = signed.decision === 'extend' ? 'You want to observe it longer' : 'Approved';
  const left = missingWords(rules, votes);
  if (left !== '')
    return decided(`${verb}: ${given(request, votes)} for ${rollout.id}. Missing: ${left}.`, approved);
  if (wantsLonger(rules, votes)) {
    const longer = [approved, ...progress(project(rollout, [approved], by, now), now)];
    return decided(`${verb}: everybody has decided, and ${rollout.id} is observed once more.`, ...longer);
  }
  const opened: readonly RolloutEvent[] = [approved, { kind: 'gate-opened', gate }];
  return decided(
    request.waiting.stage === null
      ? `Approved: ${rollout.id} takes its turn.`
      : `Approved: the gate of ${rollout.id} is open.`,
    ...opened,
    ...progress(project(rollout, opened, by, now), now),
  );
}

function given({ rules }: OpenRequest, votes: readonly Vote[]): string {
  const { given: count, counted } = tally(rules, votes);
  return rules.approvals > 0 ? `${count} of ${rules.approvals}` : `${counted.length} given`;
}

/** What was completed meanwhile must not be undone by an answer about something older. */
function overtaken({ id, phase }: Rollout, { isStable }: Approve): Refusal | null {
  if (phase.kind !== 'completed' || (phase.kept && isStable === true)) return null;
  return refuse(
    'not-kept',
    `${id} is completed, and what it brought is no longer what it would be rolled back from. Nothing was moved. Type \`status\` to see who is stable.`,
  );
}

/** The rollback is ordered as it was asked for: others only agreed to it. */
function agreeToRollback(
  rollout: Rollout,
  request: Extract<OpenRequest, { kind: 'rollback' }>,
  vote: Vote,
  by: Person,
  now: Instant,
): Decision {
  const { rules, gate } = request;
  const { reason, gradual, by: asker } = request.request;
  const approved = approvedEvent(rollout, request, vote);
  const votes = [...request.votes, vote];
  const left = missingWords(rules, votes);
  if (left !== '') {
    return decided(
      `Approved: ${given(request, votes)} for the rollback of ${rollout.id}. Missing: ${left}.`,
      approved,
    );
  }
  const asked = asker.kind === 'person' ? { askedBy: asker.person } : {};
  const opened: readonly RolloutEvent[] = [
    approved,
    { kind: 'gate-opened', gate },
    orderRollback(rollout, { kind: 'person', reason, ...asked }, gradual),
  ];
  return decided(
    `Approved: ${rollout.id} is rolled back.`,
    ...opened,
    ...progress(project(rollout, opened, by, now), now),
  );
}

/** `reject`: the plan says whether the rollout then goes back or holds. A no counts whatever commit is looked at. */
export function reject(
  rollout: Rollout,
  wish: Extract<Wish, { kind: 'reject' }>,
  by: Person,
  now: Instant,
): Decision {
  const request = openRequest(rollout, { ...wish.bound, commit: null }, now);
  if (request.kind === 'refused') return request;
  const said = { gate: request.gate, person: by.person, reason: wish.reason };
  if (request.kind === 'rollback') {
    const denied = askedSince(rollout, request, wish.bound) ?? judgeRefuser(rollout, request, by, now);
    if (denied !== null) return denied;
    return decided(
      `The rollback of ${rollout.id} is refused. It stays where it is${rollout.pause === null ? '' : ` and paused; \`resume ${rollout.id}\` lets it go on`}.`,
      { kind: 'rollback-refused', ...said },
    );
  }
  const undecidable = notAsked(rollout, request, 'roll-back');
  if (undecidable !== null) return undecidable;
  const { rules, waiting } = request;
  const rejected: RolloutEvent = { kind: 'rejected', ...said };
  // Where people sign off, a no means back: they were given another word for waiting.
  if (rules.onReject === 'hold' && rules.decides === undefined) {
    return decided(
      waiting.stage === null
        ? `Rejected: ${rollout.id} does not start until somebody asks again or drops it.`
        : `Rejected: ${rollout.id} stays at its stage until somebody promotes or rolls back.`,
      rejected,
    );
  }
  if (waiting.stage === null) {
    const reason = `the approval was rejected: ${quoted(wish.reason)}`;
    return decided(`Rejected: ${rollout.id} does not start.`, rejected, { kind: 'cancelled', reason });
  }
  return decided(
    `Rejected: ${rollout.id} is rolled back.`,
    rejected,
    orderRollback(rollout, { kind: 'gate', outcome: 'rejected', sentence: wish.reason }),
  );
}
