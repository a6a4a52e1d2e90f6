import { canonicalJson } from '../canonical-json.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';
import type { PlanBody } from '../rollout/plan.ts';
import type { Coach } from './coach.ts';

/**
 * A plan without the gates that the lead asks for the whole train: one goes only where the lead has asked the same
 * people by the time this rollout gets there. A gate that nobody asks in its place stays.
 *
 * @param after whether its position comes after the lead's
 */
export function withoutSharedGates(
  { entry, ...body }: PlanBody,
  lead: PlanBody,
  { follows, after }: { readonly follows: Coach['follows']; readonly after: boolean },
): PlanBody {
  const asked = askedByLead(lead);
  const everything = after && follows === 'completion';
  const isShared = (gate: Gate, towards: number) =>
    asked.some((one) => (everything || one.towards <= towards) && asksSame(one.gate, gate));
  const stages = body.stages.map((stage, index) => {
    const towards = body.stages[index + 1]?.weight ?? Number.POSITIVE_INFINITY;
    if (stage.gate === null || !isShared(stage.gate, towards)) return stage;
    // Unmet criteria are about this rollout alone: then the same people are asked, of this one.
    return { ...stage, gate: null, whenUnmet: stage.gate };
  });
  const keepsEntry = entry !== undefined && !isShared(entry, after ? (body.stages[0]?.weight ?? 0) : 0);
  return { ...body, stages, ...(keepsEntry ? { entry } : {}) };
}

export interface Asked {
  readonly gate: Gate;
  /** The stage after which it is asked; null before anything begins. */
  readonly stage: number | null;
  /** Percent of the traffic that it opens the way to; 0 for what is asked before anything begins. */
  readonly towards: number;
}

/** Everything that the lead asks people, with how far it opens the way. */
export function askedByLead({ entry, stages }: Pick<PlanBody, 'entry' | 'stages'>): readonly Asked[] {
  const first = entry === undefined ? [] : [{ gate: entry, stage: null, towards: 0 }];
  const later = stages.flatMap(({ gate }, stage): Asked[] =>
    gate === null ? [] : [{ gate, stage, towards: stages[stage + 1]?.weight ?? Number.POSITIVE_INFINITY }],
  );
  return [...first, ...later];
}

/** The same people have to say the same; when they are reminded and what follows a no is the lead's. */
function asksSame(one: Gate, other: Gate): boolean {
  return canonicalJson(question(one)) === canonicalJson(question(other));
}

function question({ approvals, roles, requesterMayApprove, ...gate }: Gate) {
  const { each = null, everybody = null, confirms = null, decides = null, checklist = null } = gate;
  return {
    ...{ approvals, requesterMayApprove, each, everybody, confirms, decides, checklist },
    roles: [...roles].sort(),
  };
}
