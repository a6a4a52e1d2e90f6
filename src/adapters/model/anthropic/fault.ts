import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import type { ModelFault } from '../../../ports/model.ts';

export interface Fault {
  readonly fault: ModelFault;
  readonly sentence: string;
  readonly requestId: string | null;
}

/** What the SDK threw, in our words. Nothing of its own message is repeated: it may hold anything that the other side wrote. */
export function faultOf(error: unknown, late: boolean): Fault {
  if (late || error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError) {
    return { fault: 'deadline', sentence: 'The model did not answer in time.', requestId: null };
  }
  if (error instanceof APIConnectionError) {
    return { fault: 'unreachable', sentence: 'The model’s service could not be reached.', requestId: null };
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    return { ...ofStatus(error.status), requestId: error.requestID?.slice(0, 120) ?? null };
  }
  const sentence = 'What the model’s service answered could not be read to its end.';
  return { fault: 'broken', sentence, requestId: null };
}

function ofStatus(status: number): { readonly fault: ModelFault; readonly sentence: string } {
  if (status === 401 || status === 403) {
    const sentence = `The model’s service does not accept the key of \`documents.model\` (${status}).`;
    return { fault: 'unauthorised', sentence };
  }
  if (status === 402) {
    return { fault: 'unauthorised', sentence: 'The model’s service wants to be paid first (402).' };
  }
  if (status === 404) {
    return { fault: 'rejected', sentence: 'The model’s service does not know that model (404).' };
  }
  if (status === 413) {
    return {
      fault: 'too-large',
      sentence: 'There is more to say than the model’s service takes at once (413).',
    };
  }
  if (status === 429) {
    return { fault: 'rate-limited', sentence: 'The model’s service takes no more requests for now (429).' };
  }
  if (status >= 500) {
    const sentence = `The model’s service has trouble of its own or too much to do (${status}).`;
    return { fault: 'overloaded', sentence };
  }
  return { fault: 'rejected', sentence: `The model’s service did not accept the request (${status}).` };
}
