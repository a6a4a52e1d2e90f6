import { askedGate } from '../src/core/rollout/gates/asked-gate.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { actorOf } from './actor.ts';
import type { Call } from './command.ts';

/**
 * The call with every role that the open request asks for one by one and the speaker has: a vote is recorded once, and
 * counts for whatever its voter has then. Where any of several roles suffices, one that is had already does.
 */
export async function withGateRoles(call: Call, rollout: Rollout): Promise<Call> {
  const gate = askedGate(rollout);
  if (gate === null) return call;
  const { roles, each = [] } = gate;
  const suffices = roles.some((role) => call.speaker.roles.includes(role));
  const wanted = [...each, ...(suffices ? [] : roles)];
  if (wanted.length === 0) return call;
  const speaker = await call.resolve(call.speaker, wanted);
  return speaker === call.speaker ? call : { ...call, speaker, actor: actorOf(speaker, call.actor.place) };
}
