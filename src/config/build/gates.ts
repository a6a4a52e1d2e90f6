import { PersonId, PlaceName, RoleName } from '../../core/ids.ts';
import type { Gate } from '../../core/rollout/gates/gate-plan.ts';
import type { Millis } from '../../core/time.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';

type PlanSource = NonNullable<Root['plans']>[string];
type Then = PlanSource['stages'][number]['then'];
export type Defaults = NonNullable<NonNullable<Root['environments'][string]>['approval']>;
type Approval = Exclude<Then, string | undefined>;
type Ending = NonNullable<PlanSource['ending']>;

const oneHour = 3_600_000;
const twoHours = 2 * oneHour;
const oneDay = 24 * oneHour;
const usualReminder = 15 * 60_000;

/**
 * The gate after a stage. A plain `ask` wants one person to look, who may be the one who asked for the
 * rollout; a number of approvals leaves the requester out. Silence and rejection roll back.
 * @param people as belay.yml declares them: consensus is theirs, by name
 */
export function buildGate(next: Then, defaults: Defaults, people: Root['people']): Gate | null {
  if (next === undefined || next === 'continue') return null;
  return gateFrom(mergedWith(next, defaults), next === 'ask', people);
}

/**
 * The round of sign-offs after the last stage: one of each role, who also decide what its own gate asks. People have a
 * day unless the environment says otherwise.
 */
export function buildEnding(ending: Ending, last: Then, defaults: Defaults, people: Root['people']): Gate {
  const asked = last === undefined || last === 'continue' ? {} : mergedWith(last, defaults);
  const merged = { ...defaults, ...asked };
  const own = typeof last === 'object' ? gateFrom(merged, false, people) : null;
  const each = listOf(ending.sign_offs).map(({ name }) => RoleName.parse(name));
  const base = own ?? gateFrom({ ...merged, approvals: undefined, of: undefined }, true, people);
  return {
    ...base,
    ...(own === null
      ? { approvals: 0, roles: [], requesterMayApprove: merged.requester_may_approve ?? true }
      : {}),
    ...(merged.expires === undefined ? { expiresAfter: oneDay } : {}),
    ...reminding(merged.remind, merged.expires ?? oneDay),
    each: [...(own?.each ?? []), ...each],
    decides: [...ending.decide],
    review: [...ending.review],
  };
}

function mergedWith(next: Approval | 'ask', defaults: Defaults): Defaults & Partial<Approval> {
  return { ...defaults, ...withoutUndefined(next === 'ask' ? {} : next) };
}

function gateFrom(merged: Defaults & Partial<Approval>, plain: boolean, people: Root['people']): Gate {
  const roles = namesOf(merged.of);
  const each = namesOf(merged.each);
  const others = each.length > 0 || merged.consensus === true;
  const expiresAfter = merged.expires ?? twoHours;
  return {
    approvals: merged.approvals ?? (others ? 0 : 1),
    roles,
    requesterMayApprove: merged.requester_may_approve ?? plain,
    expiresAfter,
    onReject: merged.on_reject ?? 'roll_back',
    onExpiry: merged.on_expiry ?? 'roll_back',
    ...(each.length === 0 ? {} : { each }),
    ...(merged.consensus === true ? consensusOf(roles, people) : {}),
    ...(merged.requires === undefined || merged.requires.length === 0
      ? {}
      : { confirms: [...merged.requires] }),
    ...(merged.decides === undefined ? {} : { decides: [...merged.decides] }),
    ...(merged.extend_by === undefined ? {} : { extendBy: merged.extend_by }),
    ...reminding(merged.remind, expiresAfter),
    ...escalating(merged.escalate),
    ...(merged.announce === undefined ? {} : { announce: placesOf(merged.announce) }),
    ...(merged.page_when === undefined ? {} : { page: merged.page_when }),
  };
}

/** Everybody who holds one of the roles now; whoever gets it later is asked by plans that are compiled later. */
function consensusOf(roles: readonly string[], people: Root['people']): Pick<Gate, 'everybody'> {
  const everybody = Object.entries(people ?? {})
    .filter(([, person]) => (person.roles ?? []).some((role) => roles.includes(role)))
    .map(([id]) => PersonId.parse(id));
  return everybody.length === 0 ? {} : { everybody };
}

/** A quarter of an hour before, where there is time for that. */
function reminding(said: readonly Millis[] | undefined, expiresAfter: Millis): Pick<Gate, 'remindBefore'> {
  const before = said ?? (expiresAfter >= oneHour ? [usualReminder] : []);
  return before.length === 0 ? {} : { remindBefore: [...before].toSorted((one, other) => other - one) };
}

function escalating(said: Defaults['escalate']): Pick<Gate, 'escalate'> {
  if (said === undefined) return {};
  return { escalate: { after: said.after, places: placesOf(said.tell), page: said.page ?? false } };
}

function namesOf(said: Defaults['of']): RoleName[] {
  return listOf(said).map(({ name }) => RoleName.parse(name));
}

function placesOf(said: Defaults['announce']): PlaceName[] {
  return listOf(said).map(({ name }) => PlaceName.parse(name));
}

function withoutUndefined(approval: Defaults & Partial<Approval>): Defaults & Partial<Approval> {
  return Object.fromEntries(Object.entries(approval).filter(([, value]) => value !== undefined));
}
