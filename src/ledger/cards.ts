import { type Access, isGranted, refuseAccess, rolesFor, type Speaker } from '../core/access/access.ts';
import type { Approvers } from '../core/card/approval.ts';
import type { Card } from '../core/card/card.ts';
import { renderCard } from '../core/card/render-card.ts';
import { trainPart } from '../core/card/train-part.ts';
import type { PersonId, RoleName } from '../core/ids.ts';
import type { Gate } from '../core/rollout/gates/gate-plan.ts';
import { claimsOf } from '../core/rollout/gates/tally-votes.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant } from '../core/time.ts';
import type { Member } from '../core/trains/members.ts';
import type { Router } from '../ports/router.ts';
import { noOutsideRoles, type OutsideRoles } from './outside-roles.ts';

/**
 * Renders a rollout's card as it is now; the same on every place.
 * @param members the rollouts of its train; none when it goes alone
 */
export type Cards = (rollout: Rollout, now: Instant, members?: readonly Member[]) => Card;

/**
 * @param speakers everybody who is declared
 * @param access a card is the same for everybody who reads it, so it leaves out what nobody may do there
 */
export function createCards(
  access: Access,
  speakers: readonly Speaker[],
  personName: (id: PersonId) => string,
  routerOf: (rollout: Rollout) => Pick<Router, 'undoByHand'>,
  outside: OutsideRoles = noOutsideRoles,
): Cards {
  const approversOf = createApprovers(access, speakers, outside);
  return (rollout, now, members = []) => {
    const { stable } = rollout;
    const undoByHand = stable === null ? [] : routerOf(rollout).undoByHand(rollout.plan.routing, stable);
    const card = renderCard(rollout, { now, personName, undoByHand, approversOf });
    const { environment } = rollout.plan;
    const train = trainPart(rollout, members);
    const remarks = [...(card.remarks ?? []), ...outside.remarks(rollout)];
    return {
      ...card,
      ...(train === null ? {} : { train }),
      ...(remarks.length === 0 ? {} : { remarks }),
      actions: card.actions.filter(({ verb }) => isGranted(access, verb, environment)),
    };
  };
}

function createApprovers(access: Access, speakers: readonly Speaker[], outside: OutsideRoles): Approvers {
  return ({ plan, requestedBy }, gate) =>
    withKnown(speakers, [...rolesFor(access, 'approve'), ...gate.roles, ...(gate.each ?? [])], outside)
      .filter((speaker) => refuseAccess(access, speaker, 'approve', plan.environment) === null)
      .filter(({ person, roles }) => couldVote(gate, person, roles))
      .map(({ person }) => person)
      .filter(
        (person) =>
          gate.requesterMayApprove || requestedBy.kind !== 'person' || requestedBy.person !== person,
      );
}

/** Everybody with what they were told lately to hold besides. */
function withKnown(
  speakers: readonly Speaker[],
  wanted: readonly RoleName[],
  { known }: OutsideRoles,
): readonly Speaker[] {
  const held = new Map([...new Set(wanted)].map((role) => [role, known(role)] as const));
  return speakers.map((speaker) => {
    const more = [...held].flatMap(([role, people]) => (people.includes(speaker.person) ? [role] : []));
    return more.length === 0 ? speaker : { ...speaker, roles: [...new Set([...speaker.roles, ...more])] };
  });
}

function couldVote(gate: Gate, person: PersonId, roles: readonly RoleName[]): boolean {
  return claimsOf(gate, { person, roles, at: 0 }).length > 0;
}
