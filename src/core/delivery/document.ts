import { heading, list, paragraph, table } from '../documents/blocks.ts';
import { instantText } from '../documents/instant-text.ts';
import type { DocumentTree } from '../documents/tree.ts';
import { counted, listed } from '../prose.ts';
import { formatDuration, type Instant } from '../time.ts';
import { type DeliveryReport, type Figure, figureNames } from './figure.ts';

/** With fewer cases than this a share says little, and that is said. */
const few = 10;

/** The figures as a table, each with how many cases it is made of, and what is wanted of it. */
export function deliveryTree(report: DeliveryReport, now: Instant): DocumentTree {
  const { figures, since, until, weeks } = report;
  const missed = figures.filter(({ target }) => target?.met === false);
  return {
    title: `Delivery of ${report.service ?? 'every service'}${where(report)}`,
    summary: summaryOf(figures, missed),
    draftedBy: 'template',
    draftedWhy: 'Computed from the event log alone.',
    at: now,
    blocks: [
      paragraph(
        `From ${instantText(since)} to ${instantText(until)}, whatever ended in between. Times are UTC; weeks begin on Monday.`,
      ),
      table(
        ['Figure', 'Value', 'n', 'Of', 'Target'],
        figures.map((one) => [
          figureNames[one.name],
          valueWords(one),
          String(one.n),
          one.of,
          targetWords(one),
        ]),
      ),
      ...notes(figures),
      heading('Week by week'),
      table(
        ['Week of', 'Completed', 'Rolled back'],
        weeks.map(({ from, deployments, rolledBack }) => [
          new Date(from).toISOString().slice(0, 10),
          String(deployments),
          String(rolledBack),
        ]),
      ),
    ],
  };
}

function where({ environments }: DeliveryReport): string {
  return environments.length === 0 ? '' : ` in ${listed(environments)}`;
}

function summaryOf(figures: readonly Figure[], missed: readonly Figure[]): string {
  const targeted = figures.filter(({ target }) => target !== null);
  const completed = figures.find(({ name }) => name === 'deployments')?.n ?? 0;
  const told = `${counted(completed, 'release')} completed.`;
  if (targeted.length === 0) return `${told} No targets are declared.`;
  if (missed.length > 0)
    return `${told} ${missed.length} of ${counted(targeted.length, 'target')} missed: ${listed(missed.map(({ name }) => figureNames[name].toLowerCase()))}.`;
  const open = targeted.filter(({ target }) => target?.met === null).length;
  return `${told} No target is missed${open === 0 ? '' : `; of ${open} there is nothing to say yet`}.`;
}

/** `45m (95 of 100 within 2h)`, `3 %`, `12.5 a week`; without cases no figure. */
export function valueWords({ unit, value, p95 }: Figure): string {
  if (value === null) return 'nothing to tell yet';
  switch (unit) {
    case 'share':
      return `${round(value * 100)} %`;
    case 'per-week':
      return `${round(value)} a week`;
    case 'duration':
      return `${formatDuration(value)}${p95 === null ? '' : ` (95 of 100 within ${formatDuration(p95)})`}`;
  }
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function targetWords({ target }: Figure): string {
  if (target === null) return '';
  const { text, met } = target;
  return met === null ? text : `${text}: ${met ? 'met' : 'missed'}`;
}

function notes(figures: readonly Figure[]) {
  const lines = figures.flatMap(({ name, unit, n, note }) => [
    ...(note === '' ? [] : [`${figureNames[name]}: ${note}.`]),
    ...(unit === 'share' && n > 0 && n < few
      ? [`${figureNames[name]}: ${n === 1 ? 'one case says' : `${n} cases say`} little.`]
      : []),
  ]);
  return lines.length === 0 ? [] : [list(lines)];
}
