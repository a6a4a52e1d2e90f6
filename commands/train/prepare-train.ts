import { planHash, trainDigest } from '../../src/config/compile.ts';
import { findSlot, type TrainConfig } from '../../src/config/config.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import { decideRequest, type SlotSituation } from '../../src/core/rollout/decide-request.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import type { Plan } from '../../src/core/rollout/plan.ts';
import type { Coach } from '../../src/core/trains/coach.ts';
import { withoutSharedGates } from '../../src/core/trains/shared-gates.ts';
import type { Call, Desk } from '../command.ts';
import { type Prepared, prepareRequest, situation } from '../deploy.ts';
import { findSlotFor } from '../find-slots.ts';

/** One rollout of a train that could be written as it stands. */
export interface PreparedMember {
  readonly request: Prepared;
  readonly slot: SlotSituation;
  readonly coach: Coach;
  readonly events: readonly RolloutEvent[];
}

export interface WantedTrain {
  readonly train: TrainConfig;
  readonly environment: string;
  readonly versions: ReadonlyMap<string, string>;
}

/** Every rollout of the train, or why one of them stands in the way: then nothing of it is written. */
export async function prepareTrain(
  call: Call,
  desk: Desk,
  { train, environment, versions }: WantedTrain,
): Promise<readonly PreparedMember[] | Refusal> {
  const order = train.order
    .map((together) => together.filter((service) => versions.has(service)))
    .filter((together) => together.length > 0);
  const requests: { readonly position: number; readonly request: Prepared }[] = [];
  for (const [position, together] of order.entries()) {
    for (const service of together) {
      const request = await requestOfOne(call, desk, service, environment, versions.get(service) ?? '');
      if ('kind' in request) return inTheWay(service, request);
      requests.push({ position, request });
    }
  }
  return situated(call, desk, train, order.length, withSharedApproval(train, requests));
}

async function requestOfOne(
  call: Call,
  desk: Desk,
  service: string,
  environment: string,
  version: string,
): Promise<Prepared | Refusal> {
  const said: Call = {
    ...call,
    parsed: { ...call.parsed, args: { ...call.parsed.args, service, version, environment } },
  };
  const allowed = findSlotFor(said, desk, 'deploy');
  if ('kind' in allowed) return allowed;
  const slot = findSlot(desk.config, allowed);
  return slot === null
    ? refuse('not-there', `${service} is not released to ${environment}.`)
    : prepareRequest(said, desk, slot);
}

type Positioned = { readonly position: number; readonly request: Prepared };

/** With one approval the lead asks for all: what it asks is not asked again. */
function withSharedApproval(train: TrainConfig, requests: readonly Positioned[]): readonly Positioned[] {
  const [lead, ...others] = requests;
  if (train.approval === 'each' || lead === undefined) return requests;
  return [
    lead,
    ...others.map(({ position, request }) => {
      const { hash: _, ...body } = request.plan;
      const after = position > lead.position;
      const shared = withoutSharedGates(body, lead.request.plan, { follows: train.follows, after });
      const plan: Plan = { ...shared, hash: planHash(shared) };
      return { position, request: { ...request, plan } };
    }),
  ];
}

async function situated(
  call: Call,
  desk: Desk,
  train: TrainConfig,
  positions: number,
  requests: readonly Positioned[],
): Promise<readonly PreparedMember[] | Refusal> {
  const [lead] = requests;
  if (lead === undefined) return refuse('missing-argument', 'No service was named. Nothing was started.');
  const coach: Omit<Coach, 'position'> = {
    ...{ train: desk.newTrainId(), name: train.name, positions, lead: lead.request.rollout },
    members: requests.map(({ position, request }) => ({
      ...{ rollout: request.rollout, service: request.plan.service, position },
    })),
    ...{ onFailure: train.onFailure, approval: train.approval, follows: train.follows },
    digest: trainDigest(requests.map(({ request }) => request.plan.hash)),
  };
  const members: PreparedMember[] = [];
  for (const { position, request } of requests) {
    const slot = await situation(desk, request);
    if ('kind' in slot) return inTheWay(request.plan.service, slot);
    const decision = decideRequest(request, slot, call.now);
    if (decision.kind === 'refused') return inTheWay(request.plan.service, decision);
    const own = { ...coach, position };
    members.push({ request, slot, coach: own, events: [...waiting(decision.events, own), ...request.told] });
  }
  return members;
}

/** None begins by being asked for: each begins when all are written and its turn has come. */
function waiting(events: readonly RolloutEvent[], train: Coach): readonly RolloutEvent[] {
  return events
    .filter(({ kind }) => kind !== 'started')
    .map((event) => (event.kind === 'requested' ? { ...event, train } : event));
}

function inTheWay(service: string, { code, sentence }: Refusal): Refusal {
  return refuse(
    code,
    `The train does not leave, because of ${service}: ${sentence} Of the others nothing was started either.`,
  );
}
