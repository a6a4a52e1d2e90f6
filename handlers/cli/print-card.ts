import type { Card, CardAction, CardRemark } from '../../src/core/card/card.ts';
import { decisionWords } from '../../src/core/card/decision-words.ts';
import { trainRemarks } from '../../src/core/card/train-remarks.ts';
import { versionWords } from '../../src/core/card/version-words.ts';
import { percent } from '../../src/core/prose.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { aligned, lengthOf, type Paint, paragraph, printable, toneMarks } from './terminal-text.ts';

export interface PrintOptions {
  readonly paint: Paint;
  readonly now: Instant;
  /** Columns to stay within; commands that undo by hand are never broken. */
  readonly width: number;
}

/** A card as lines of text, nowhere wider than 100 columns. */
export function cardLines(card: Card, options: PrintOptions): readonly string[] {
  const { paint } = options;
  return [
    headline(card, paint),
    ...fact('Now', `${card.now.sentence} (for ${ago(card.now.since, options.now)})`, options),
    ...fact('Next', nextWords(card, options.now), options),
    ...trainLines(card, options),
    ...remarkLines(card, options),
    ...fact('Stages', stageTrack(card), options),
    ...fact('Traffic', trafficWords(card), options),
    ...fact('Asked by', askedBy(card, options.now), options),
    ...approvalLines(card, options),
    ...decisionLines(card, options),
    ...checkLines(card, options),
    ...actionLines(card, paint),
    ...undoLines(card, paint),
  ];
}

const label = 10;

function headline({ title, phase, tone, rollout }: Card, paint: Paint): string {
  const { mark, style } = toneMarks[tone];
  return `${paint(style, mark)} ${paint('bold', printable(title))}  ${paint(style, printable(phase))}  ${paint('dim', rollout)}`;
}

function fact(name: string, text: string, { paint, width }: PrintOptions): readonly string[] {
  return paragraph(text, width - label - 2, paint).map((line, index) => {
    const head = index === 0 ? name : '';
    return `  ${paint('dim', head)}${' '.repeat(label - lengthOf(head))}${line}`;
  });
}

/** What every reader should know besides how the rollout does. */
function remarkLines({ remarks = [] }: Card, options: PrintOptions): readonly string[] {
  return remarks.flatMap((remark, index) => fact(index === 0 ? 'Remarks' : '', remarkWords(remark), options));
}

/** Its train by name, then one line for each service. */
function trainLines(card: Card, options: PrintOptions): readonly string[] {
  return trainRemarks(card).flatMap((remark, index) =>
    index === 0 ? fact('Train', remark.sentence, options) : fact('', remarkWords(remark), options),
  );
}

/** `! Risk: high, because …` */
export function remarkWords({ label: name, sentence, tone }: CardRemark): string {
  return `${toneMarks[tone].mark} ${name}: ${sentence}`;
}

function stageTrack({ stages }: Card): string {
  const marks = { done: '✓', current: '›', ahead: '·', undone: '✗' };
  return stages
    .map(({ label: name, state, asks }) => `${marks[state]} ${name}${asks ? ' (then people decide)' : ''}`)
    .join('  ');
}

export function trafficWords({ traffic, over, version }: Card): string {
  if (over && traffic.wanted === 0) return `this rollout gives ${versionWords(version)} none`;
  const wanted = `${percent(traffic.wanted)} wanted`;
  if (traffic.observed === null) return `${wanted}, too few requests to tell what is served`;
  const requests = traffic.requests === 1 ? 'request' : 'requests';
  return `${wanted}, ${percent(traffic.observed)} seen in ${traffic.requests.toLocaleString('en')} ${requests}`;
}

function askedBy({ requestedBy, requestedAt, reason }: Card, now: Instant): string {
  return `${requestedBy}, ${ago(requestedAt, now)} ago${reason === null ? '' : `: ${reason}`}`;
}

function approvalLines({ approval }: Card, options: PrintOptions): readonly string[] {
  if (approval === null) return [];
  const { given, needed, roles, reason, expiresAt } = approval;
  const names = given.length === 0 ? '' : ` (${given.map(({ person }) => person).join(', ')})`;
  const from = roles.length === 0 ? '' : ` from ${roles.join(', ')}`;
  const text = `${given.length} of ${needed}${names}${from}; expires ${countdown(expiresAt, options.now)}. Why now: ${reason}`;
  return fact('Approvals', text, options);
}

function decisionLines({ decisions }: Card, options: PrintOptions): readonly string[] {
  return decisions.flatMap((decision) =>
    fact(
      `Gate ${decision.gate}`,
      `after ${decision.stage}, ${decisionWords(decision)}, ${ago(decision.at, options.now)} ago`,
      options,
    ),
  );
}

function checkLines({ checks }: Card, { paint, width }: PrintOptions): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map((check) => [
    printable(check.label),
    printable(check.value),
    check.stable === '' ? '' : `stable ${printable(check.stable)}`,
    printable(check.rule),
  ]);
  const lines = aligned(rows).map((line, index) => {
    const { mark, style } = toneMarks[checks[index]?.tone ?? 'quiet'];
    const room = width - 6;
    const short = lengthOf(line) > room ? `${[...line].slice(0, room - 1).join('')}…` : line;
    return `    ${paint(style, mark)} ${short}`;
  });
  return [`  ${paint('dim', 'Checks')}`, ...lines];
}

function actionLines({ actions }: Card, paint: Paint): readonly string[] {
  if (actions.length === 0) return [];
  const rows = actions.map((action) => [typed(action), printable(action.label)]);
  const lines = aligned(rows).map((line, index) => {
    const command = rows[index]?.[0] ?? '';
    return `    ${paint('cyan', command)}${line.slice(command.length)}`;
  });
  return [`  ${paint('dim', 'You can')}`, ...lines];
}

/** An action as it is typed into a terminal. */
export function typed({ command, wantsReason }: CardAction): string {
  return `npx belay ${printable(command)}${wantsReason ? ' "<reason>"' : ''}`;
}

function undoLines({ undoByHand }: Card, paint: Paint): readonly string[] {
  if (undoByHand.length === 0) return [];
  return [
    `  ${paint('dim', 'By hand, if Belay is dead')}`,
    ...undoByHand.map((command) => `    ${printable(command)}`),
  ];
}

export function ago(since: Instant, now: Instant): string {
  return formatDuration(Math.max(1000, now - since));
}

/** `in 14m 58s`, `now` once it has passed. */
export function countdown(at: Instant, now: Instant): string {
  return at - now < 1000 ? 'now' : `in ${formatDuration(at - now)}`;
}

/** What comes next, with the time until then when it is known. */
export function nextWords({ next }: Card, now: Instant): string {
  return next.at === null ? next.sentence : `${next.sentence} (${countdown(next.at, now)})`;
}
