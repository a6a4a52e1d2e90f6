import { fileURLToPath } from 'node:url';
import type { Asked } from '../../demo/fake-model/asked.ts';
import { honest } from '../../demo/fake-model/honest.ts';
import type { FakeReply } from '../../demo/fake-model/server.ts';
import type { DraftAttempt } from '../../src/core/documents/drafts/attempt.ts';
import { compose } from '../../src/core/documents/drafts/compose.ts';
import type { Draft, DraftScope } from '../../src/core/documents/drafts/draft.ts';
import { checkDraft } from '../../src/core/documents/gates/check-draft.ts';
import { sectionsOf } from '../../src/core/documents/sections.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { DraftRequest } from '../../src/drafting/draft-document.ts';
import type { DraftingParts, Service } from '../../src/drafting/drafting.ts';
import type { DraftAudit, DraftCache, Spending } from '../../src/ports/drafting.ts';
import type { Model, ModelAnswer, ModelRequest } from '../../src/ports/model.ts';
import { loadPrompts } from '../../src/roles/prompts.ts';
import { key, scope } from '../adapters/model/asking.ts';

export const prompts = loadPrompts(fileURLToPath(new URL('../../prompts', import.meta.url)));

/** What came out of a model's double for a request, as the adapter would hand it over. */
export type Replies = (asked: Asked, times: number) => FakeReply | ModelAnswer;

/** A model in this process: the drafters of the fake service without the network between. */
export function inProcess(reply: Replies = honest): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    unavailable: () => null,
    nameOf: (tier) => `fake-${tier}`,
    countTokens: async ({ system, material }) => Math.ceil((system.length + material.length) / 3),
    ask: async (request) => {
      asked.push(request);
      const answer = reply(askedOf(request), asked.length);
      if (answer.kind === 'answered' || answer.kind === 'failed') return answer;
      const text = answer.kind === 'message' ? answer.text : '';
      return { kind: 'answered', value: JSON.parse(text) as unknown, by: served(request) };
    },
  };
}

export function served({ tier }: ModelRequest) {
  const usage = { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const asked = `fake-${tier}`;
  return { asked, served: `${asked}-dated`, requestId: 'req_1', stopReason: 'end_turn', usage };
}

function askedOf({ system, material, untrusted }: ModelRequest): Asked {
  const recorded = untrusted.map((one) => JSON.stringify({ ...one, trusted: false }));
  return { request: null as never, system, material: JSON.parse(material), recorded, key };
}

/** 1 dollar for a million tokens in, 10 for a million out. */
const price = { input: 1, output: 10, cacheWrite: 1.25, cacheRead: 0.1 };

export function serviceOf(model: Model, more: Partial<Service> = {}): Service {
  const caps = { rollout: 1, person: 5, day: 20 };
  return { model, prices: { small: price, large: price }, caps, timeout: null, ...more };
}

export interface Memory {
  readonly attempts: DraftAttempt[];
  readonly spent: Map<number, number>;
  readonly audit: DraftAudit;
  readonly spending: Spending;
  readonly cache: DraftCache;
}

export function memory(): Memory {
  const attempts: DraftAttempt[] = [];
  const spent = new Map<number, number>();
  const drafts = new Map<string, Draft>();
  return {
    attempts,
    spent,
    audit: {
      record: async (_, attempt) => void attempts.push(attempt),
      of: async () => attempts,
    },
    spending: {
      reserve: async (_, dollars) => {
        const id = spent.size + 1;
        spent.set(id, dollars);
        return { kind: 'reserved', id };
      },
      settle: async (id, dollars) => void spent.set(id, dollars),
    },
    cache: {
      get: async (key) => drafts.get(key) ?? null,
      put: async (key, draft) => void drafts.set(key, draft),
    },
  };
}

export interface Logged {
  readonly lines: string[];
  readonly log: DraftingParts['log'];
}

export function logged(): Logged {
  const lines: string[] = [];
  const line = (fields: object, message: string) => {
    lines.push(
      `${message} ${JSON.stringify(fields, (_, value) => (value instanceof Error ? `${value}` : value))}`,
    );
  };
  return { lines, log: { info: line, warn: line, error: line } };
}

export function draftingParts(service: Service | null, more: Partial<DraftingParts> = {}): DraftingParts {
  const { audit, spending, cache } = memory();
  const { log } = logged();
  return {
    service,
    prompts,
    audit,
    spending,
    cache,
    check: checkDraft,
    compose,
    clock: Date.now,
    log,
    ...more,
  };
}

export const base: DocumentTree = {
  title: 'Incident: shop v2.3.0',
  summary: 'The error rate of the canary was above its limit; traffic went back to stable.',
  draftedBy: 'template',
  draftedWhy: 'Belay wrote it from its records.',
  at: 0,
  blocks: [
    { kind: 'decision', outcome: 'roll_back', sentence: 'Traffic was taken back.' },
    { kind: 'heading', text: 'Timeline' },
    { kind: 'paragraph', text: 'It began at 09:04.' },
  ],
};

export function requestOf(more: Partial<DraftRequest> = {}, scoped: Partial<DraftScope> = {}): DraftRequest {
  return {
    document: 'incident',
    part: '',
    subject: 'r-0000000001',
    base,
    scope: { ...scope, ...sectionsOf.incident, ...scoped },
    untrusted: [],
    rollout: null,
    person: null,
    ...more,
  };
}

/** Prompts with another time or budget for every document. */
export function promptsWith(more: { readonly timeout_ms?: number; readonly budget_usd?: number }) {
  const entries = Object.entries(prompts).map(([kind, prompt]) => [kind, { ...prompt, ...more }]);
  return Object.fromEntries(entries) as typeof prompts;
}
