import type { Asked } from '../demo/fake-model/asked.ts';
import { type FakeReply, openFakeModel } from '../demo/fake-model/server.ts';
import { baseOf } from '../src/core/documents/base-of.ts';
import type { DraftAttempt } from '../src/core/documents/drafts/attempt.ts';
import type { Draft } from '../src/core/documents/drafts/draft.ts';
import { factBook } from '../src/core/documents/facts/fact-book.ts';
import type { DocumentKind } from '../src/core/documents/kinds.ts';
import { sectionsOf } from '../src/core/documents/sections.ts';
import type { DraftDocument, DraftRequest } from '../src/drafting/draft-document.ts';
import { openDrafting } from '../src/roles/drafting.ts';
import { type RecordedRollout, recordedName, recordedRollouts } from '../test/recorded/read-recorded.ts';

const models = { small: 'claude-haiku-5-5', large: 'claude-opus-5-5' };
const key = 'sk-ant-fake-of-this-machine';
const price = { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1 };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface DraftingRig extends AsyncDisposable {
  readonly draft: DraftDocument;
  /** Whoever answers from now on. */
  become(reply: (asked: Asked) => FakeReply): void;
  readonly attempts: readonly DraftAttempt[];
}

/**
 * The product's drafting with the real SDK against a fake model on this machine. Nothing is cached, so that each
 * document is drafted, and the budget has no end.
 * @param timeout milliseconds that one document may take
 */
export async function openDraftingRig(timeout: number): Promise<DraftingRig> {
  let reply: (asked: Asked) => FakeReply = () => ({ kind: 'message', text: '{}' });
  const service = await openFakeModel({
    key,
    models: Object.values(models),
    reply: (asked) => reply(asked),
  });
  const attempts: DraftAttempt[] = [];
  let reservations = 0;
  const draft = openDrafting({
    model: {
      provider: 'anthropic',
      apiKey: { env: 'FAKE_MODEL_KEY' },
      baseUrl: service.url,
      names: models,
      pricesAsOf: Date.now(),
      prices: { small: price, large: price },
      caps: { rollout: 1e6, person: 1e6, day: 1e6 },
      timeout,
    },
    secretOf: () => key,
    store: {
      spending: {
        reserve: async () => ({ kind: 'reserved', id: ++reservations }),
        settle: async () => undefined,
      },
      draftCache: { get: async (): Promise<Draft | null> => null, put: async () => undefined },
      draftAudit: {
        record: async (_subject, attempt) => void attempts.push(attempt),
        of: async () => attempts,
      },
    },
    clock: Date.now,
    log: silent,
  });
  return {
    draft,
    become(next) {
      reply = next;
    },
    attempts,
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

/** Kinds that follow from a rollout and its log alone, each with the parts that a log may have. */
const kinds: readonly (readonly [DocumentKind, string])[] = [
  ['checklist', ''],
  ['go-no-go', ''],
  ['go-no-go', 'gate-1'],
  ['stage-report', 'stage-1'],
  ['stage-report', 'stage-2'],
  ['incident', ''],
  ['root-cause', ''],
  ['report', ''],
  ['comparison', ''],
];

/** Every document that the recorded rollouts give rise to, as the product would ask for it. */
export function requests(): readonly DraftRequest[] {
  return recordedRollouts().flatMap((recorded) =>
    kinds.flatMap(([document, part]) => {
      const request = requestOf(recorded, document, part);
      return request === null ? [] : [request];
    }),
  );
}

export function requestOf(
  { rollout, events }: RecordedRollout,
  document: DocumentKind,
  part: string,
): DraftRequest | null {
  const now = events.at(-1)?.at ?? rollout.requestedAt;
  const base = baseOf(document, part, { rollout, events, now, personName: recordedName });
  if (base === null) return null;
  const book = factBook(rollout, events, { now, personName: recordedName });
  return {
    document,
    part,
    subject: rollout.id,
    base,
    scope: { book, ...sectionsOf[document], choices: [] },
    untrusted: [],
    rollout: rollout.id,
    person: null,
  };
}
