import { quoted, unstopped } from '../prose.ts';
import type { RollbackCause } from '../rollout/events.ts';

/**
 * Why traffic is taken back, as the end of a sentence: `because error-rate 8.1% breaks …`. No full stop.
 * @param by who ordered it, where that was a person
 */
export function causeClause(cause: RollbackCause, by = 'a person'): string {
  switch (cause.kind) {
    case 'trigger':
    case 'probe':
    case 'no-data':
      return `because ${unstopped(cause.sentence)}`;
    case 'person':
      return `because ${by} ordered it: ${quoted(cause.reason)}`;
    case 'gate':
      return cause.outcome === 'rejected'
        ? `because the approval was rejected: ${quoted(cause.sentence)}`
        : `because ${unstopped(cause.sentence)}`;
    case 'criteria':
      return `because the success criteria were not met: ${unstopped(cause.sentence)}`;
    case 'step':
      return `because step ${quoted(cause.step)} failed: ${unstopped(cause.sentence)}`;
    case 'router':
      return `because the router did not take the new weight: ${unstopped(cause.sentence)}`;
    case 'train':
      return `because ${unstopped(cause.sentence)}`;
    case 'superseded':
      return `because ${cause.by} takes its place`;
  }
}
