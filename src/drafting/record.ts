import type { DraftAttempt } from '../core/documents/drafts/attempt.ts';
import type { Came, Run } from './run.ts';

/** The audit also holds why a model was not asked. */
export async function notAsked(run: Run, number: number, reason: string): Promise<Came> {
  const { parts, request } = run;
  const before =
    number === 1
      ? 'No model was asked'
      : 'The model’s draft did not pass Belay’s checks, and it was not asked again';
  const why = `${before}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
  await parts.audit.record(request.subject, unasked(run, number, why), parts.clock());
  return { kind: 'template', why };
}

export function unasked(run: Run, number: number, failure: string | null): DraftAttempt {
  const nobody = { asked: null, served: null, requestId: null, stopReason: null, usage: null };
  return { ...recordOf(run, number), ...nobody, cost: null, objections: [], failure };
}

/** What the audit says of every attempt of a run. */
export function recordOf({ request, prompt, schemaHash, scope }: Run, number: number) {
  const { id, version, hash } = prompt;
  return {
    kind: 'draft-attempted',
    document: request.document,
    part: request.part,
    attempt: number,
    prompt: { id, version, hash },
    schemaHash,
    factsHash: scope.book.hash,
  } as const;
}
