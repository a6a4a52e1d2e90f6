import { fillTemplate, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { Answer } from './ask.ts';
import { type Learnt, type Part, partOf, parts, type QuerySource } from './compose.ts';
import { resultTypeOf } from './series.ts';

export interface Ways {
  readonly alone: (query: string) => Promise<Answer>;
  readonly together: (learnt: Learnt) => Promise<Answer>;
}

/**
 * Finds out why everything together was refused. A query that is wrong by itself is told in its own words, with
 * positions that a person finds again. One that gives a plain number is asked for differently from now on. And when
 * every query is fine alone, the series it reads could not be told from it, so their age is not asked for.
 */
export async function learn(
  source: QuerySource,
  values: TemplateValues,
  known: Learnt,
  refused: Answer,
  { alone, together }: Ways,
): Promise<{ readonly answer: Answer; readonly learnt: Learnt }> {
  const scalars = new Set<Part>();
  for (const part of parts) {
    const template = partOf(source, part);
    if (template === null) continue;
    const answer = await alone(fillTemplate(template, values));
    const wrong = answer.kind === 'answered' ? wrongType(resultTypeOf(answer.data)) : answer;
    if (wrong !== null) return { answer: named(wrong, part), learnt: known };
    if (answer.kind === 'answered' && resultTypeOf(answer.data) === 'scalar') scalars.add(part);
  }
  const found = scalars.size > known.scalars.size;
  const next = found ? { ...known, scalars } : { ...known, aged: false };
  if (!found && !known.aged) return { answer: refused, learnt: known };
  const answer = await together(next);
  return answer.kind === 'refused' && next.aged
    ? await learn(source, values, next, answer, { alone, together })
    : { answer, learnt: next };
}

function wrongType(type: string | null): Answer | null {
  switch (type) {
    case 'vector':
    case 'scalar':
      return null;
    case 'matrix':
      return {
        kind: 'refused',
        why: 'it gives many moments, not one number; wrap the range, as in rate(…[1m])',
      };
    default:
      return { kind: 'refused', why: 'it gives text, not a number' };
  }
}

function named(answer: Answer, part: Part): Answer {
  return answer.kind === 'refused' && part !== 'value'
    ? { kind: 'refused', why: `\`${part}\`: ${answer.why}` }
    : answer;
}
