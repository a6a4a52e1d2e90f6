import type { Plan } from '../rollout/plan.ts';

/** The plan as if people had ticked everything: where only its measurements are tried, nobody is there to do it. */
export function withoutBoxes(plan: Plan): Plan {
  const { before: _, stages, ...rest } = plan;
  return { ...rest, stages: stages.map(({ checklist: __, ...stage }) => stage) };
}
