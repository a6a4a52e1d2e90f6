import { checkStates } from '../card/checks.ts';
import { phaseWords } from '../card/phase-words.ts';
import { versionWords } from '../card/version-words.ts';
import type { Intent } from '../questions/question.ts';
import { obstacles } from '../rollout/outcome.ts';
import { aboutWeight, recommendation, toType } from './answer/recommendation.ts';
import { approvals, checks, earliestEnd, stages, whatNext } from './answer/situation.ts';
import type { AnswerSubject } from './answer/subject.ts';
import { code, heading, list, paragraph } from './blocks.ts';
import { historyBlocks } from './explanation/history.ts';
import { looksOf } from './figures/metric-figures.ts';
import { sideBySide } from './figures/side-by-side.ts';
import { decisionSentence } from './release/decision-sentence.ts';
import { identityBlocks } from './release/identity.ts';
import { storyTable } from './release/story.ts';
import { rollbackAccount, rollbackBlocks } from './report/rollback.ts';
import type { Block, DocumentTree } from './tree.ts';

/** A question about a rollout, answered from what was recorded: the whole answer where no model drafts. */
export function answer(subject: AnswerSubject): DocumentTree {
  const { intent, rollout, card, now } = subject;
  const { service, environment, canary } = rollout.plan;
  const blocks = blocksOf[intent](subject);
  return {
    title: `${service} ${versionWords(canary.version)} in ${environment}: ${subjects[intent]}`,
    summary: `${rollout.id}, ${phaseWords(rollout).word}. ${card.now.sentence} Times are UTC.`,
    draftedBy: 'template',
    draftedWhy: 'Read from the event log.',
    at: now,
    blocks: [
      ...decision(subject),
      ...blocks,
      ...advice(subject),
      heading('What to type next'),
      code(toType(subject)),
    ],
  };
}

const subjects: { readonly [I in Intent]: string } = {
  'status-analysis': 'where it stands',
  proceed: 'go or no-go',
  'why-rolled-back': 'why it was rolled back',
  compare: 'canary and stable',
  'who-approves': 'who approves',
  'what-next': 'what comes next',
  'when-done': 'when it is done',
  'what-changed': 'what changed',
  'what-failed': 'what failed',
  history: 'what happened',
};

const blocksOf: { readonly [I in Intent]: (subject: AnswerSubject) => Block[] } = {
  'status-analysis': (subject) => [...whatNext(subject), ...checks(subject), ...unwell(subject)],
  proceed: (subject) => {
    const weight = aboutWeight(subject);
    return [...(weight === null ? [] : [paragraph(weight)]), ...whatNext(subject), ...checks(subject)];
  },
  'why-rolled-back': whyRolledBack,
  compare: ({ rollout, events, ...subject }) => [
    ...sideBySide(rollout.plan, looksOf(events)),
    ...checks({ rollout, events, ...subject }),
  ],
  'who-approves': (subject) => approvals(subject),
  'what-next': (subject) => [...whatNext(subject), ...stages(subject)],
  'when-done': (subject) => [paragraph(earliestEnd(subject)), ...stages(subject)],
  'what-changed': ({ rollout, title }) => [...(title === null ? [] : [title]), ...identityBlocks(rollout)],
  'what-failed': whatFailed,
  history: ({ events, now, personName }) =>
    storyTable(events, { from: events[0]?.at ?? now, to: now }, personName),
};

/** Where something can still be decided, and the question is about that. */
function decision({ intent, rollout, outcome, card, now, personName }: AnswerSubject): Block[] {
  const about =
    intent === 'proceed' || intent === 'status-analysis' || intent === 'compare' || intent === 'what-failed';
  if (!about || card.over) return [];
  return [{ kind: 'decision', outcome, sentence: decisionSentence(rollout, outcome, now, personName) }];
}

function advice(subject: AnswerSubject): Block[] {
  const { intent } = subject;
  return intent === 'proceed' || intent === 'status-analysis' ? [paragraph(recommendation(subject))] : [];
}

function unwell({ rollout }: AnswerSubject): Block[] {
  const items = obstacles(rollout);
  return items.length === 0 ? [] : [heading('What stands in the way'), list(items)];
}

function whyRolledBack(subject: AnswerSubject): Block[] {
  const { events, personName, card } = subject;
  if (rollbackAccount(events) === null) {
    return [paragraph(`It was not rolled back. ${card.now.sentence}`), ...checks(subject)];
  }
  return [...rollbackBlocks(events, personName), ...checks(subject)];
}

function whatFailed(subject: AnswerSubject): Block[] {
  const { rollout, events } = subject;
  const bad = checkStates(rollout).filter(({ verdict }) => verdict !== null && verdict.verdict !== 'pass');
  const probes = Object.entries(rollout.probes).filter(([, { failures }]) => failures > 0);
  const items = [
    ...bad.map(({ verdict }) => `${verdict?.sentence ?? ''}.`),
    ...probes.map(([name, { sentence }]) => `Probe ${name} failed: ${sentence}.`),
  ];
  const none = 'No check and no probe fails now, or failed at the last look.';
  return [
    heading('What fails'),
    items.length === 0 ? paragraph(none) : list(items),
    ...checks(subject),
    ...historyBlocks(rollout.plan, events, null, 8),
  ];
}
