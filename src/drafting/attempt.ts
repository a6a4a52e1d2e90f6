import type { Objection } from '../core/documents/drafts/draft.ts';
import type { ModelAnswer, ModelRequest } from '../ports/model.ts';
import { costOf, dollarsText, mayHaveCost, mostCost } from './cost.ts';
import { materialOf } from './material.ts';
import { notAsked, recordOf } from './record.ts';
import { reserve } from './reserve.ts';
import type { Came, Run } from './run.ts';

export type Attempted =
  | Came
  /** The gates did not let it through; it may be repaired once. */
  | {
      readonly kind: 'refused';
      readonly objections: readonly Objection[];
      readonly why: string;
      readonly cost: number;
    };

/** Asks once, within the budgets, and has the gates look at the answer. @throws whatever the store throws */
export async function attempt(
  run: Run,
  number: number,
  objections: readonly Objection[],
  spent: number,
): Promise<Attempted> {
  const { parts, service, prompt } = run;
  const prices = service.prices[prompt.model_tier];
  const asked = requestOf(run, objections);
  const most = mostCost(await service.model.countTokens(asked), prompt.max_tokens, prices);
  if (spent + most > prompt.budget_usd) {
    const budget = dollarsText(prompt.budget_usd);
    return await notAsked(
      run,
      number,
      `it could cost ${dollarsText(spent + most)}, and one such document may cost ${budget}.`,
    );
  }
  const reserved = await reserve(run, most);
  if (reserved.kind === 'capped') return await notAsked(run, number, reserved.sentence);
  const answer = await service.model.ask(asked);
  const cost = costOfAnswer(run, answer, most);
  await parts.spending.settle(reserved.id, cost).catch((error: unknown) => {
    parts.log.warn(
      { err: error },
      'what a model cost could not be settled; it counts at the most it could be',
    );
  });
  return await judged(run, number, answer, cost);
}

function requestOf(run: Run, objections: readonly Objection[]): ModelRequest {
  const { prompt, request, scope, untrusted, schema, deadline } = run;
  return {
    tier: prompt.model_tier,
    effort: prompt.effort,
    maxTokens: prompt.max_tokens,
    system: prompt.system,
    material: materialOf(request.document, scope, objections),
    untrusted,
    schema,
    deadline,
  };
}

function costOfAnswer({ service, prompt }: Run, answer: ModelAnswer, most: number): number {
  if (answer.by.usage !== null) return costOf(answer.by.usage, service.prices[prompt.model_tier]);
  return answer.kind === 'failed' && !mayHaveCost(answer.fault) ? 0 : most;
}

async function judged(run: Run, number: number, answer: ModelAnswer, cost: number): Promise<Attempted> {
  const { parts, request, scope } = run;
  const record = async (found: readonly Objection[], failure: string | null) => {
    const gates = [...new Set(found.map(({ gate }) => gate))];
    const attempted = { ...recordOf(run, number), ...answer.by, cost, objections: gates, failure };
    await parts.audit.record(request.subject, attempted, parts.clock());
  };
  if (answer.kind === 'failed') {
    await record([], answer.sentence);
    return { kind: 'template', why: answer.sentence };
  }
  const checked = parts.check(answer.value, scope);
  if (checked.kind === 'sound') {
    await record([], null);
    const why = `Drafted by ${answer.by.asked} from the recorded facts; every figure is Belay’s own.`;
    return { kind: 'drafted', draft: checked.draft, scope, why };
  }
  const { objections } = checked;
  const why = `The model’s draft did not pass Belay’s checks (${gatesText(objections)}), so nothing of it is used.`;
  await record(objections, why);
  return { kind: 'refused', objections, why, cost };
}

function gatesText(objections: readonly Objection[]): string {
  const gates = [...new Set(objections.map(({ gate }) => gate.replaceAll('-', ' ')))];
  return gates.length > 3 ? `${gates.slice(0, 3).join(', ')} and more` : gates.join(', ');
}
