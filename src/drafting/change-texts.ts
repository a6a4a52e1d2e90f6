import type { Untrusted } from '../core/documents/drafts/draft.ts';
import type { Block } from '../core/documents/tree.ts';
import { quote } from '../core/documents/untrusted/quote.ts';
import type { Recorded } from '../core/rollout/events.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { DescribeChange } from '../ports/change-description.ts';
import type { Redact } from '../ports/redact.ts';
import { textsOf, untrustedOf } from './untrusted-of.ts';

/** What people wrote about a rollout, as far as a document may have it. */
export interface ChangeTexts {
  /** For whoever drafts; cleaned, without secrets and capped. */
  readonly untrusted: readonly Untrusted[];
  /** The title of the pull request, as a quotation for the document itself; null when there is none. */
  readonly title: Block | null;
}

/** Never throws, and takes a few seconds at most. */
export type ReadChangeTexts = (rollout: Rollout, events: readonly Recorded[]) => Promise<ChangeTexts>;

export function createReadChangeTexts(describe: DescribeChange, redact: Redact): ReadChangeTexts {
  return async (rollout, events) => {
    const { source } = rollout.plan;
    const change = source === undefined ? null : await describe(source);
    const untrusted = await untrustedOf(textsOf(rollout, events, change), redact);
    const title = untrusted.find((one) => one.source === 'pull-request-title');
    const pull = source?.pull ?? null;
    const name = pull === null ? 'The change' : `Pull request ${pull}`;
    return { untrusted, title: title === undefined ? null : quote(name, title.text) };
  };
}
