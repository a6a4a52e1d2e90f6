import { tell } from '../card/event-words.ts';
import { changesIn, nothingSeen } from '../card/measured-changes.ts';
import type { PersonName } from '../card/names.ts';
import { versionWords } from '../card/version-words.ts';
import { RolloutId } from '../ids.ts';
import { Actor, RolloutEvent } from '../rollout/events.ts';
import type { Plan } from '../rollout/plan.ts';
import type { Instant } from '../time.ts';
import type { ChainRow } from './chain.ts';
import { tellOther } from './tell-other.ts';
import { whoWords } from './who-words.ts';

/** One row of the log as a line of the story. */
export interface StoryLine {
  readonly position: number;
  readonly hash: string;
  readonly at: Instant;
  readonly stream: string;
  /** Where it was; null where the row does not say. */
  readonly environment: string | null;
  readonly service: string | null;
  readonly who: string;
  readonly what: string;
}

export interface Story {
  /** Takes the next row, in order of position, from the first one on. @returns its line; null when nothing changed */
  row(row: ChainRow & { readonly hash: string }): StoryLine | null;
}

interface Rollout {
  readonly plan: Plan | null;
  readonly stable: string | null;
  readonly seen: typeof nothingSeen;
}

const unbegun: Rollout = { plan: null, stable: null, seen: nothingSeen };

/**
 * Tells the log row by row, whatever the stream: a kind of event that nobody has words for is told by its fields, so
 * that nothing that was written vanishes. Only measurements in which nothing changed have no line.
 */
export function storyteller(personName: PersonName): Story {
  const rollouts = new Map<string, Rollout>();

  function row(current: ChainRow & { readonly hash: string }): StoryLine | null {
    const actor = Actor.safeParse(current.actor);
    const event = RolloutId.safeParse(current.stream).success ? RolloutEvent.safeParse(current.data) : null;
    const who = actor.success ? whoWords(actor.data, personName) : 'unreadable';
    const line = { ...placeOf(current), who };
    if (event === null || !event.success || !actor.success) {
      return { ...line, what: tellOther(current.stream, current.data, personName) };
    }
    const before = rollouts.get(current.stream) ?? unbegun;
    const after = learn(before, event.data);
    const { told, seen } =
      event.data.kind === 'measured'
        ? changesIn(event.data, before.seen, after.plan)
        : { told: tell(event.data, { ...after, actor: actor.data, personName }), seen: before.seen };
    rollouts.set(current.stream, { ...after, seen });
    if (told === null) return null;
    const { plan } = after;
    return {
      ...line,
      environment: plan?.environment ?? null,
      service: plan?.service ?? null,
      what: `${nameOf(plan)}${told.sentence}${bound(event.data, plan)}`,
    };
  }

  return { row };
}

function learn(before: Rollout, event: RolloutEvent): Rollout {
  if (event.kind === 'requested') return { ...before, plan: event.plan };
  if (event.kind === 'started') return { ...before, stable: event.stable.version };
  return before;
}

function nameOf(plan: Plan | null): string {
  return plan === null ? '' : `${plan.service} ${versionWords(plan.canary.version)} → ${plan.environment}: `;
}

/** What a yes is bound to, and what was frozen when it was asked for. */
function bound(event: RolloutEvent, plan: Plan | null): string {
  if (event.kind === 'requested') return ` (plan ${event.plan.hash.slice(0, 12)})`;
  if (event.kind !== 'approved') return '';
  const stage = event.stage == null ? null : (plan?.stages[event.stage]?.name ?? `stage ${event.stage + 1}`);
  const parts = [
    `gate ${event.gate}`,
    ...(stage === null ? [] : [`to leave ${stage}`]),
    ...(event.plan === undefined ? [] : [`plan ${event.plan.slice(0, 12)}`]),
    ...(event.train === undefined ? [] : [`plans of the train ${event.train.slice(0, 12)}`]),
    ...(event.commit === undefined ? [] : [`commit ${event.commit.slice(0, 12)}`]),
  ];
  return ` (${parts.join(', ')})`;
}

/** `lock/shop/production`, `budget/availability/shop/production`, `freeze/production`: none of the names has a slash. */
function placeOf({ position, hash, at, stream }: ChainRow & { readonly hash: string }) {
  const [kind, ...names] = stream.split('/');
  const slot = kind === 'lock' || kind === 'budget' ? names.slice(-2) : [];
  const [service = null, environment = kind === 'freeze' && names[0] !== '*' ? (names[0] ?? null) : null] =
    slot;
  return { position, hash, at, stream, service, environment };
}
