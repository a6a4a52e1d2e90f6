import type { Card } from '../../core/card/card.ts';
import { trainRemarks } from '../../core/card/train-remarks.ts';
import { versionWords } from '../../core/card/version-words.ts';
import { instantText } from '../../core/documents/instant-text.ts';
import { counted, percent } from '../../core/prose.ts';
import type { Instant } from '../../core/time.ts';
import { approvalLines, decisionLines } from './approval.ts';
import { checksSection } from './checks.ts';
import { fitted, type Section } from './fit.ts';
import { githubLimits } from './limits.ts';
import { codeSpan, fenceFor, prose, say } from './markdown.ts';
import { marker } from './marker.ts';
import { stageTrack } from './stages.ts';
import { toneMarks } from './tone.ts';

/** One line of a rollout's story, as it was said. */
export interface StoryLine {
  readonly at: Instant;
  readonly text: string;
}

export interface CardOptions {
  /** The marker's key. */
  readonly key: string;
  readonly story: readonly StoryLine[];
  /** How Belay is called in comments: `belay` for `@belay`. */
  readonly mention: string;
  /** Where it can be watched live; null when nobody knows. */
  readonly link: string | null;
  /** Folded documents, the first first. */
  readonly documents?: readonly Section[];
}

/** The rollout's one comment: edited as it goes on. */
export function renderCard(card: Card, options: CardOptions): string {
  const sections = [
    { lines: [marker(options.key)], noun: 'line' },
    ...cardSections(card, options.mention, options.link),
    ...(options.documents ?? []),
    storySection(options.story),
  ];
  return fitted(sections, githubLimits.comment);
}

/** What a card says, without story and marker. */
export function cardSections(card: Card, mention: string, link: string | null): readonly Section[] {
  return [
    { lines: [`### ${toneMarks[card.tone]} ${say(card.title, 300)}: ${say(card.phase, 60)}`], noun: 'line' },
    { lines: approvalLines(card, mention), noun: 'line' },
    { lines: factLines(card), noun: 'line' },
    { lines: remarkLines({ remarks: [...trainRemarks(card)] }), noun: 'service' },
    { lines: remarkLines(card), noun: 'remark' },
    { lines: stageTrack(card), noun: 'stage' },
    checksSection(card.checks),
    { lines: decisionLines(card), noun: 'decision', keep: 'last' },
    { lines: actionLines(card, mention), noun: 'command', fold: 'What you can answer here' },
    undoSection(card.undoByHand),
    { lines: footLines(card, link), noun: 'line' },
  ];
}

function factLines(card: Card): readonly string[] {
  const { now, next, requestedBy, requestedAt, reason } = card;
  const at = next.at === null ? '' : ` (${instantText(next.at)})`;
  const why = reason === null ? '' : `: “${say(reason)}”`;
  return [
    `- **Now:** ${prose(now.sentence)} Since ${instantText(now.since)}.`,
    `- **Next:** ${prose(next.sentence)}${at}`,
    `- **Traffic:** ${trafficWords(card)}`,
    `- **Asked for by** ${say(requestedBy, 100)}, ${instantText(requestedAt)}${why}`,
  ];
}

/** What every reader should know besides how the rollout does. */
export function remarkLines({ remarks = [] }: Pick<Card, 'remarks'>): readonly string[] {
  return remarks.map(
    ({ label, sentence, tone }) => `- ${toneMarks[tone]} **${say(label, 60)}:** ${prose(sentence)}`,
  );
}

/** The share that is seen, beside the one that was ordered. */
export function trafficWords({ traffic, over, version: whole }: Card): string {
  const version = versionWords(whole);
  if (over && traffic.wanted === 0) return `this rollout gives ${codeSpan(version)} none`;
  const wanted = `${percent(traffic.wanted)} to ${codeSpan(version)} wanted`;
  if (traffic.observed === null) return `${wanted}, too few requests to tell what is served`;
  return `${wanted}, ${percent(traffic.observed)} seen in ${counted(traffic.requests, 'request')}`;
}

/** Every action as it is typed into a comment. */
function actionLines({ actions }: Card, mention: string): readonly string[] {
  return actions.map(({ label, command, wantsReason }) => {
    const typed = `@${mention} ${command}${wantsReason ? ' "why"' : ''}`;
    return `- ${say(label, 100)}: ${codeSpan(typed)}`;
  });
}

function undoSection(commands: readonly string[]): Section {
  const lines = commands.map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' '));
  const fence = fenceFor(lines);
  const fold = 'Undo by hand, if Belay is dead';
  return { lines, open: `${fence}sh`, close: fence, fold, noun: 'command' };
}

function storySection(story: readonly StoryLine[]): Section {
  const lines = story.map(({ at, text }) => `- ${instantText(at)}: ${prose(text, 1000)}`);
  return { lines, fold: `What happened so far (${lines.length})`, noun: 'line', keep: 'last' };
}

function footLines({ rollout }: Card, link: string | null): readonly string[] {
  const live = link === null ? '' : ` · [watch it live](<${encodeURI(link)}>)`;
  return [`${codeSpan(rollout)}${live}`];
}
