import type { Millis } from '../core/time.ts';
import type { DraftDocument, Drafted, DraftRequest } from './draft-document.ts';
import type { DraftingParts, Service } from './drafting.ts';
import type { Prompt } from './prompt.ts';
import type { Came } from './run.ts';
import { runDraft } from './run-draft.ts';
import { within } from './within.ts';

/** Has documents drafted by a model where it can be done soundly, in time and within budget; else they stand as code wrote them. */
export function createDraftDocument(parts: DraftingParts): DraftDocument {
  const { service, log } = parts;
  return async (request) => {
    if (service === null) return template(request, 'No language model is configured.');
    const prompt = parts.prompts[request.document];
    const time = timeOf(prompt, service);
    const came = runDraft(parts, service, prompt, request, time).catch((error: unknown): Came => {
      log.warn({ err: error, document: request.document, subject: request.subject }, 'a draft was given up');
      return { kind: 'template', why: 'Belay could not keep account of a model’s draft, so none is used.' };
    });
    const result = await within(came, time);
    return result === null
      ? template(request, 'The model’s draft was not there in time.')
      : finished(parts, request, result);
  };
}

function finished({ compose, log }: DraftingParts, request: DraftRequest, came: Came): Drafted {
  if (came.kind === 'template') return template(request, came.why);
  const { draft, scope } = came;
  try {
    const tree = compose(request.base, draft, scope, came.why);
    return { tree, choices: scope.choices.filter(({ id }) => draft.choices.includes(id)) };
  } catch (error) {
    log.error({ err: error, document: request.document }, 'a draft that was accepted could not be set');
    return template(request, 'The model’s draft could not be set.');
  }
}

function template({ base }: DraftRequest, why: string): Drafted {
  return { tree: { ...base, draftedBy: 'template', draftedWhy: why }, choices: null };
}

function timeOf({ timeout_ms }: Prompt, { timeout }: Service): Millis {
  return Math.min(timeout_ms, timeout ?? timeout_ms);
}
