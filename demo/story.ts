import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decisionWords } from '../src/core/documents/outcome.ts';
import { renderMarkdown } from '../src/core/documents/render-markdown.ts';
import type { DemoConsole, View } from './console.ts';

export interface StoryParts {
  readonly console: DemoConsole;
  readonly reports: string;
  /** Prints a line of the transcript with the time since the demo began. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
  /** Sees what the story sees, before it is told. */
  readonly meanwhile?: ((view: View) => Promise<void>) | undefined;
  /** What happens between the two releases. */
  readonly between?: (() => Promise<void>) | undefined;
}

/** Releases the better version to everybody, then the broken one until it has been taken back. */
export async function tellStory(parts: StoryParts): Promise<boolean> {
  const better = await release(parts, 'v2');
  await parts.between?.();
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
  await showDocuments(parts, answer.rollout, version);
  return view.card.phase;
}

/** Tells the timeline as it grows, until the rollout is over. */
async function follow({ console, tell, signal, meanwhile }: StoryParts, rollout: string): Promise<View> {
  let told = 0;
  let looks = 0;
  for (;;) {
    signal.throwIfAborted();
    const view = await console.view(rollout);
    await meanwhile?.(view);
    for (const { seq, actor, sentence } of view.timeline) {
      if (seq > told && actor === 'Belay') tell(`  ${sentence}`);
      told = Math.max(told, seq);
    }
    if (view.card.over) return view;
    looks += view.card.traffic.wanted === 25 ? 1 : 0;
    if (looks === askedAt) await ask({ console, tell });
    await sleep(300);
  }
}

/** By then the second stage has been measured. */
const askedAt = 8;

/** Somebody wants to know in the middle of it. */
async function ask({ console, tell }: Pick<StoryParts, 'console' | 'tell'>): Promise<void> {
  const question = 'should we proceed?';
  tell(`> ${question}`);
  const { tree, sentence } = await console.say(question);
  const decision = tree?.blocks.find((block) => block.kind === 'decision');
  tell(decision === undefined ? sentence : `${decisionWords(decision)}: ${decision.sentence}`);
}

/** What was written about the release, and by whom; the report as files. */
async function showDocuments(parts: StoryParts, rollout: string, version: string): Promise<void> {
  const { console, tell, signal } = parts;
  const documents = await allWritten(parts, rollout);
  const report = await until(signal, () => console.report(rollout));
  const words = { template: 'template', model: 'fake model' };
  tell(
    `  Documents: ${documents.map(({ title, draftedBy }) => `${title} (${words[draftedBy]})`).join(', ')}`,
  );
  const file = join(parts.reports, `shop-${version}`);
  mkdirSync(parts.reports, { recursive: true });
  writeFileSync(`${file}.md`, renderMarkdown(report));
  writeFileSync(`${file}.pdf`, await console.pdf(rollout));
  tell(`  Report: ${file}.md and .pdf`);
}

/** What a release leaves behind is written within moments of its end, the report among the last. */
async function allWritten({ console, signal }: StoryParts, rollout: string): Promise<View['documents']> {
  for (let before = -1; ; ) {
    signal.throwIfAborted();
    const { documents } = await console.view(rollout);
    const report = documents.some(({ document }) => document === 'report');
    if (report && documents.length === before) return documents;
    before = documents.length;
    await sleep(1500);
  }
}

/** Asks again until it is there. */
async function until<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted) throw error;
      await sleep(200);
    }
  }
}
