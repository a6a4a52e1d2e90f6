import { z } from 'zod';
import { digestOf } from '../core/audit/digest.ts';
import type { Draft } from '../core/documents/drafts/draft.ts';
import { draftSchema } from '../core/documents/drafts/draft-schema.ts';
import type { Sha256 } from '../core/ids.ts';
import type { Millis } from '../core/time.ts';
import { attempt } from './attempt.ts';
import type { DraftRequest } from './draft-document.ts';
import type { DraftingParts, Service } from './drafting.ts';
import { materialOf, scopeFor, textsFor } from './material.ts';
import type { Prompt } from './prompt.ts';
import { notAsked, unasked } from './record.ts';
import type { Came, Run } from './run.ts';

/** Of the time of a document, what its model may use. */
const modelShare = 0.85;

/** @throws whatever the store throws */
export async function runDraft(
  parts: DraftingParts,
  service: Service,
  prompt: Prompt,
  request: DraftRequest,
  time: Millis,
): Promise<Came> {
  const scope = scopeFor(request.scope, prompt);
  const untrusted = textsFor(request.untrusted, prompt);
  const schema = draftSchema(scope);
  const schemaHash = digestOf(z.toJSONSchema(schema));
  const deadline = parts.clock() + Math.floor(time * modelShare);
  const run = { parts, service, prompt, request, scope, untrusted, schema, schemaHash, deadline };
  const key = keyOf(run);
  const known = await drawnFrom(run, key);
  if (known !== null) return known;
  const unavailable = service.model.unavailable();
  if (unavailable !== null) return await notAsked(run, 1, unavailable);
  const first = await attempt(run, 1, [], 0);
  const last = first.kind === 'refused' ? await attempt(run, 2, first.objections, first.cost) : first;
  if (last.kind === 'drafted') await kept(run, key, last.draft);
  return last.kind === 'refused' ? { kind: 'template', why: last.why } : last;
}

/** The same question, asked of the same model in the same words. */
function keyOf({ service, prompt, request, scope, untrusted, schemaHash }: Run): Sha256 {
  return digestOf({
    prompt: prompt.hash,
    schema: schemaHash,
    material: materialOf(request.document, scope, []),
    untrusted,
    model: service.model.nameOf(prompt.model_tier),
  });
}

/** The gates look again: they may have become stricter since. */
async function drawnFrom(run: Run, key: Sha256): Promise<Came | null> {
  const { parts, scope, service, prompt } = run;
  const draft = await parts.cache.get(key).catch(() => null);
  if (draft === null) return null;
  const checked = parts.check(draft, scope);
  if (checked.kind === 'unsound') return null;
  await parts.audit.record(run.request.subject, unasked(run, 1, null), parts.clock());
  const why = `Drafted by ${service.model.nameOf(prompt.model_tier)} when the same was asked before; every figure is Belay’s own.`;
  return { kind: 'drafted', draft: checked.draft, scope, why };
}

async function kept({ parts }: Run, key: Sha256, draft: Draft): Promise<void> {
  await parts.cache.put(key, draft, parts.clock()).catch((error: unknown) => {
    parts.log.warn({ err: error }, 'a draft could not be kept for the next time');
  });
}
