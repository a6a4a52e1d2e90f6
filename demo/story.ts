import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { renderMarkdown } from '../src/core/documents/render-markdown.ts';
import type { DemoConsole, View } from './console.ts';

export interface StoryParts {
  readonly console: DemoConsole;
  readonly reports: string;
  /** Prints a line of the transcript with the time since the demo began. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
  /** Sees what the story sees, before it is told. */
  readonly meanwhile?: (view: View) => Promise<void>;
}

/** Releases the better version to everybody, then the broken one until it has been taken back. */
export async function tellStory(parts: StoryParts): Promise<boolean> {
  const better = await release(parts, 'v2');
  const broken = better === 'completed' ? await release(parts, 'v3') : 'not started';
  const good = better === 'completed' && broken === 'rolled back';
  parts.tell(
    good
      ? 'Both ended as they must: v2 serves everybody, v3 was taken back with nobody touching anything.'
      : `This is not how it must end: v2 ${better}, v3 ${broken}.`,
  );
  return good;
}

/** @returns the phase in which the rollout ended, in the card's words */
async function release(parts: StoryParts, version: string): Promise<string> {
  const { console, tell } = parts;
  const line = `deploy shop ${version}`;
  tell(`> ${line}`);
  const answer = await console.say(line);
  tell(answer.sentence);
  if (answer.rollout == null) return answer.kind;
  const view = await follow(parts, answer.rollout);
  writeReport(parts, version, await finished(() => console.report(answer.rollout ?? ''), parts.signal));
  return view.card.phase;
}

/** Tells the timeline as it grows, until the rollout is over. */
async function follow({ console, tell, signal, meanwhile }: StoryParts, rollout: string): Promise<View> {
  let told = 0;
  for (;;) {
    signal.throwIfAborted();
    const view = await console.view(rollout);
    await meanwhile?.(view);
    for (const { seq, actor, sentence } of view.timeline) {
      if (seq > told && actor === 'Belay') tell(`  ${sentence}`);
      told = Math.max(told, seq);
    }
    if (view.card.over) return view;
    await sleep(300);
  }
}

/** The report is written a moment after the end. */
async function finished<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted) throw error;
      await sleep(200);
    }
  }
}

function writeReport(
  { reports, tell }: StoryParts,
  version: string,
  tree: Parameters<typeof renderMarkdown>[0],
): void {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, `shop-${version}.md`);
  writeFileSync(file, renderMarkdown(tree));
  tell(`  Report: ${file}`);
}
