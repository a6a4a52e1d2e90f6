import { digestOf } from '../../audit/digest.ts';
import { plainLine } from '../../prose.ts';
import type { Instant, Millis } from '../../time.ts';
import type { Comparison, Fact } from './fact.ts';
import { FactId } from './fact.ts';

export interface FactInput {
  /** As of `FactId`; anything else is a mistake in the code that made it. */
  readonly id: string;
  readonly about: string;
  readonly value: Fact['value'];
  readonly unit: string | null;
  readonly shown: string;
  readonly window?: Millis | null;
  readonly source: string;
  readonly at?: Instant | null;
}

/** What a fact shows whose value is not recorded. Missing is never zero. */
export const noData = 'no data';

export function fact(input: FactInput): Fact {
  const body = {
    id: FactId.parse(input.id),
    about: plainLine(input.about),
    value: input.value,
    unit: input.unit,
    shown: plainLine(input.shown),
    window: input.window ?? null,
    source: plainLine(input.source),
    at: input.at ?? null,
  };
  return { ...body, hash: digestOf(body) };
}

/** @param sentence whole, with its full stop */
export function comparison(id: string, sentence: string, facts: readonly string[]): Comparison {
  return {
    id: FactId.parse(id),
    sentence: plainLine(sentence),
    facts: facts.map((one) => FactId.parse(one)),
  };
}
