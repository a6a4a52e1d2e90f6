import { z } from 'zod';
import { anthropic } from '../../../src/adapters/model/anthropic.ts';
import type { DraftScope } from '../../../src/core/documents/drafts/draft.ts';
import { draftSchema } from '../../../src/core/documents/drafts/draft-schema.ts';
import { bookOf } from '../../../src/core/documents/facts/book-of.ts';
import { comparison, fact } from '../../../src/core/documents/facts/make-fact.ts';
import { materialOf } from '../../../src/drafting/material.ts';
import type { ModelRequest } from '../../../src/ports/model.ts';

export const key = 'sk-ant-test-0123456789abcdefghij';
export const names = { small: 'claude-haiku-5-5', large: 'claude-sonnet-5-5' };
export const models = Object.values(names);

/** A scope as the core makes them, in small. */
export const scope: DraftScope = {
  book: bookOf(
    null,
    [
      fact({
        id: 'stage-1/error-rate/canary',
        about: 'error rate of the canary',
        value: 0.05,
        unit: 'ratio',
        shown: '5 %',
        source: 'event 7',
      }),
      fact({
        id: 'stage-1/error-rate/stable',
        about: 'error rate of stable',
        value: 0.001,
        unit: 'ratio',
        shown: '0.1 %',
        source: 'event 7',
      }),
    ],
    [
      comparison('stage-1/error-rate/difference', 'The canary failed 50 times as often as stable.', [
        'stage-1/error-rate/canary',
        'stage-1/error-rate/stable',
      ]),
    ],
    ['p95'],
    'roll_back',
  ),
  sections: [{ id: 'impact', heading: 'Impact', asks: 'What users noticed.', required: true }],
  hypotheses: false,
  choices: [],
};

export function requestWithin(millis: number, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    tier: 'large',
    effort: 'medium',
    maxTokens: 1000,
    system: 'You explain what is recorded.',
    material: materialOf('incident', scope, []),
    untrusted: [],
    schema: draftSchema(scope),
    deadline: Date.now() + millis,
    ...more,
  };
}

export function modelAt(baseUrl: string, retries = 0) {
  return anthropic({ apiKey: () => key, baseUrl, names, clock: Date.now, retries });
}

export const AnyDraft = z.object({ verdict: z.literal('roll_back') });
