import { refuseAccess } from '../../src/core/access/access.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { TrainId } from '../../src/core/trains/coach.ts';
import { type InTrain, inTrain, type Member } from '../../src/core/trains/members.ts';
import { trainMembers } from '../../src/ledger/train-members.ts';
import type { Call, Desk } from '../command.ts';

/** What is asked of a train is asked of each of its rollouts, in this order. */
const ofEach: Readonly<Record<string, 'forward' | 'backward'>> = {
  rollback: 'backward',
  pause: 'forward',
  resume: 'forward',
  promote: 'forward',
  'promote-all': 'forward',
};

/**
 * The rollouts that a wish about a train, or about one rollout of it, is really for; null when it is for the one that
 * was found.
 */
export async function targetsInTrain(
  call: Call,
  desk: Desk,
  found: Rollout,
  verb: string,
): Promise<readonly Rollout[] | Refusal | null> {
  if (!inTrain(found)) return null;
  const whole = TrainId.safeParse(call.parsed.args['target']).success;
  const votes = verb === 'approve' || verb === 'reject';
  if (votes) return votedFor(call, desk, found, whole);
  const order = ofEach[verb];
  if (!whole || order === undefined) return null;
  const rollouts = known(await trainMembers(desk.ledger, found.train, found));
  const denied = rollouts
    .map(({ plan }) => refuseAccess(desk.access, call.speaker, verb, plan.environment, plan.service))
    .find((refusal) => refusal !== null);
  if (denied !== undefined) return denied;
  return order === 'forward' ? rollouts : rollouts.toReversed();
}

/** With one approval the lead is voted on; otherwise a vote belongs to one rollout, and has to name it. */
async function votedFor(
  call: Call,
  desk: Desk,
  found: InTrain,
  whole: boolean,
): Promise<readonly Rollout[] | Refusal | null> {
  const { lead, approval, train } = found.train;
  // What it asks itself, such as its rollback, is nobody else's; nor is a request that the vote names.
  const itself = found.phase.kind === 'waiting' || found.rollbackRequest !== null || namesRequest(call);
  if (approval === 'one' && (whole || !itself)) {
    const first = found.id === lead ? found : await desk.ledger.load(lead);
    return whole || found.id === lead || first === null ? null : [first];
  }
  if (!whole) return null;
  const waiting = known(await trainMembers(desk.ledger, found.train, found)).filter(
    ({ phase, rollbackRequest }) =>
      rollbackRequest !== null || (phase.kind === 'waiting' && !phase.opened && !phase.closed),
  );
  const [only, ...others] = waiting;
  if (only === undefined) {
    return refuse('no-gate', `Nothing of ${train} waits for an approval now; nothing was recorded.`);
  }
  if (others.length === 0) return [only];
  const choices = waiting.map(({ id, plan }) => `\`approve ${id}\` (${plan.service})`).join(', ');
  return refuse(
    'which-rollout',
    `Each rollout of ${train} asks for its own approval, and several wait: ${choices}. Nothing was recorded; name the one you have looked at.`,
  );
}

function namesRequest({ parsed, about }: Call): boolean {
  return parsed.flags['gate'] !== undefined || about.gate !== undefined;
}

function known(members: readonly Member[]): readonly Rollout[] {
  return members.flatMap(({ rollout }) => (rollout === null || rollout === 'unreadable' ? [] : [rollout]));
}

/** One after the other. What one refuses keeps none of the others; only when all refuse, all of it is refused. */
export async function inTurn(
  rollouts: readonly Rollout[],
  grant: (said: Call) => Promise<Reply>,
  call: Call,
): Promise<Reply> {
  const answers: { readonly service: string; readonly reply: Reply }[] = [];
  for (const { id, plan } of rollouts) {
    const args = { ...call.parsed.args, target: id };
    const said = { ...call, parsed: { ...call.parsed, args } };
    answers.push({ service: plan.service, reply: await grant(said) });
  }
  const done = answers.filter(({ reply }) => reply.kind === 'done');
  const told = (done.length > 0 ? done : answers).map(
    ({ service, reply }) => `${service}: ${sentenceOf(reply)}`,
  );
  const left = done.length > 0 ? answers.filter(({ reply }) => mustBeTold(reply)) : [];
  const sentence = [...told, ...left.map(({ service, reply }) => `${service}: ${sentenceOf(reply)}`)].join(
    ' ',
  );
  const [first] = answers;
  if (done.length > 0) {
    const rollout = rollouts.find(({ train }) => train !== null)?.train?.lead ?? null;
    return { kind: 'done', sentence: answers.length === 1 ? sentenceOf(done[0]?.reply) : sentence, rollout };
  }
  const code = first?.reply.kind === 'refused' ? first.reply.code : 'nothing-live';
  return refuse(code, answers.length === 1 ? sentenceOf(first?.reply) : sentence);
}

/** What was over, or had not begun, is not worth a word beside what was done. */
const quiet: ReadonlySet<string> = new Set([
  'over',
  'queued',
  'not-paused',
  'paused',
  'moving',
  'last-stage',
]);

function mustBeTold(reply: Reply): boolean {
  return reply.kind === 'refused' && !quiet.has(reply.code);
}

function sentenceOf(reply: Reply | undefined): string {
  return reply?.kind === 'done' || reply?.kind === 'refused' || reply?.kind === 'cards' ? reply.sentence : '';
}
