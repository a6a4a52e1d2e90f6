import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { EventStore, Messages, Outbox } from '../../../ports/store.ts';
import type { StoryLine } from '../../../render/github/card.ts';

export interface StoryParts {
  readonly name: PlaceName;
  readonly messages: Messages;
  readonly outbox: Pick<Outbox, 'waiting' | 'row'>;
  readonly events: Pick<EventStore, 'events'>;
  readonly clock: () => Instant;
}

interface NewLine {
  readonly key: string;
  readonly text: string;
}

/** Keeps lines of a rollout's story; each once. */
export async function addLines(
  parts: StoryParts,
  rollout: RolloutId,
  lines: readonly NewLine[],
): Promise<void> {
  const { name: place, messages } = parts;
  const known = new Set((await messages.thread(place, rollout)).map(({ key }) => key));
  const fresh = lines.filter(({ key }) => !known.has(key));
  if (fresh.length === 0) return;
  const times = new Map((await parts.events.events(rollout)).map(({ seq, at }) => [seq, at]));
  for (const { key, text } of fresh) {
    const at = times.get(seqOf(key)) ?? parts.clock();
    await messages.post({ key, place, rollout, kind: 'line', body: text, at });
  }
}

/** Lines that are still to be said: the comment that is written now has them already, and need not be edited for each. */
export async function addWaitingLines(parts: StoryParts, rollout: RolloutId): Promise<void> {
  const waiting = await parts.outbox.waiting(parts.name, rollout);
  const lines: NewLine[] = [];
  for (const { id } of waiting.filter(({ kind }) => kind === 'line')) {
    const row = await parts.outbox.row(id);
    if (row?.item.kind === 'line') lines.push({ key: row.key, text: row.item.text });
  }
  if (lines.length > 0) await addLines(parts, rollout, lines);
}

/** What was said so far, the oldest first. */
export async function storyOf(
  { messages, name }: Pick<StoryParts, 'messages' | 'name'>,
  rollout: RolloutId,
): Promise<readonly StoryLine[]> {
  const thread = await messages.thread(name, rollout);
  return thread
    .filter(({ kind, body }) => kind === 'line' && typeof body === 'string')
    .map(({ at, body }) => ({ at, text: String(body) }))
    .toSorted((a, b) => a.at - b.at);
}

/** A line is about one event: when that happened is when its line is of, however much later it is said. */
function seqOf(key: string): number {
  return Number(/^line\/[^/]+\/(\d+)\//.exec(key)?.[1] ?? -1);
}
