import { anthropic } from '../adapters/model/anthropic.ts';
import { withBreaker } from '../adapters/model/breaker.ts';
import type { ModelConfig } from '../config/config.ts';
import { compose } from '../core/documents/drafts/compose.ts';
import { checkDraft } from '../core/documents/gates/check-draft.ts';
import type { Instant } from '../core/time.ts';
import { createDraftDocument } from '../drafting/create-draft-document.ts';
import type { DraftDocument } from '../drafting/draft-document.ts';
import type { Service } from '../drafting/drafting.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { loadPrompts } from './prompts.ts';
import type { SecretOf } from './secrets.ts';

export interface DraftingWiring {
  /** Null when templates draft alone. */
  readonly model: ModelConfig | null;
  readonly secretOf: SecretOf;
  readonly store: Pick<Store, 'spending' | 'draftAudit' | 'draftCache'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** The one way documents are drafted. @throws Failure config-invalid when the prompts are not right */
export function openDrafting({ model, secretOf, store, clock, log }: DraftingWiring): DraftDocument {
  return createDraftDocument({
    service: model === null ? null : serviceOf(model, secretOf, clock),
    prompts: loadPrompts(),
    spending: store.spending,
    cache: store.draftCache,
    audit: store.draftAudit,
    check: checkDraft,
    compose,
    clock,
    log,
  });
}

function serviceOf(config: ModelConfig, secretOf: SecretOf, clock: () => Instant): Service {
  const { apiKey, baseUrl, names, prices, caps, timeout } = config;
  const model = withBreaker(anthropic({ apiKey: () => secretOf(apiKey), baseUrl, names, clock }));
  return { model, prices, caps, timeout };
}
