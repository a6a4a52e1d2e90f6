import { Box, Text } from 'ink';
import { createElement as h, type ReactNode } from 'react';
import type { Card, Tone } from '../../src/core/card/card.ts';
import { trainRemarks } from '../../src/core/card/train-remarks.ts';
import { percent } from '../../src/core/prose.ts';
import type { Instant } from '../../src/core/time.ts';
import { type CheckRow, checkRows, holdBar, nextStage, statusWords } from './monitor-words.ts';
import { ago, countdown, nextWords, remarkWords, trafficWords, typed } from './print-card.ts';
import { lengthOf, printable, type Style, toneMarks, wrap } from './terminal-text.ts';

export interface BoxProps {
  readonly card: Card;
  readonly now: Instant;
  readonly width: number;
  readonly colour: boolean;
  /** What the reader should know when the card may be old; null while it is fresh. */
  readonly stale: string | null;
}

/** The live box: metrics, traffic, status, what comes next, what one can type. */
export function MonitorBox(props: BoxProps): ReactNode {
  const { card, width } = props;
  const rows = checkRows(card.checks);
  const sections = [
    title(props),
    ...(rows.length === 0 ? [] : [checks(rows, props)]),
    status(props),
    ...(card.actions.length === 0 || width < 50 ? [] : [actions(props)]),
    ...(props.stale === null ? [] : [stale(props.stale, props)]),
  ];
  const framed = sections.flatMap((content, index) => [
    edge(index === 0 ? '┌┐' : '├┤', props, `edge-${index}`),
    section(content, props, `section-${index}`),
  ]);
  return h(Box, { flexDirection: 'column', width }, ...framed, edge('└┘', props, 'edge-last'));
}

type Look = Pick<BoxProps, 'colour'>;

/** Colours are left out, not turned off later, so that NO_COLOR holds whatever the terminal can do. */
function styled(style: Style, text: string, { colour }: Look, wrap: 'wrap' | 'truncate' = 'wrap'): ReactNode {
  if (!colour) return h(Text, { wrap }, text);
  if (style === 'bold') return h(Text, { wrap, bold: true }, text);
  return style === 'dim' ? h(Text, { wrap, dimColor: true }, text) : h(Text, { wrap, color: style }, text);
}

/** Broken here: ink leaves the space at which it breaks on the next line. */
function plain(text: string, { width }: BoxProps): ReactNode {
  return h(Text, null, wrap(printable(text), width - 4 - nameWidth).join('\n'));
}

function edge([left = '', right = '']: string, props: BoxProps, key: string): ReactNode {
  const line = left + '─'.repeat(props.width - 2) + right;
  return h(Box, { key }, styled('dim', line, props, 'truncate'));
}

function section(content: ReactNode, { width, colour }: BoxProps, key: string): ReactNode {
  const sides = { borderStyle: 'single', borderTop: false, borderBottom: false } as const;
  return h(
    Box,
    { key, width, paddingX: 1, flexDirection: 'column', ...sides, borderDimColor: colour },
    content,
  );
}

function title(props: BoxProps): ReactNode {
  const { card } = props;
  const heading = `CANARY METRICS (${percent(card.traffic.wanted)})`;
  const about = printable(card.title);
  const fits = lengthOf(heading) + lengthOf(about) + lengthOf(card.rollout) + 5 <= props.width - 4;
  const head = styled('bold', heading, props);
  const id = styled('dim', card.rollout, props);
  const name = styled('dim', about, props, 'truncate');
  if (fits) return h(Box, { justifyContent: 'space-between' }, head, h(Box, { columnGap: 2 }, name, id));
  const top = h(Box, { justifyContent: 'space-between' }, head, id);
  return h(Box, { flexDirection: 'column' }, top, name);
}

const ruleRoom = 16;

function checks(rows: readonly CheckRow[], props: BoxProps): ReactNode {
  const room = props.width - 4;
  const label = widest(['METRIC', ...rows.map((row) => row.label)], Math.floor(room / 3));
  const value = widest(['CANARY', ...rows.map((row) => row.value)], 14);
  const stable = widest(['STABLE', ...rows.map((row) => row.stable)], 14);
  const rule = room - label - value - stable - 2;
  const widths = { label, value, stable, rule: rule < ruleRoom ? 0 : rule };
  const head = { label: 'METRIC', value: 'CANARY', stable: 'STABLE', rules: ['RULE'] };
  return h(
    Box,
    { flexDirection: 'column' },
    checkLine({ ...head, tone: null }, widths, props, 'head'),
    ...rows.map((row, index) => checkLine(row, widths, props, String(index))),
  );
}

function widest(cells: readonly string[], most: number): number {
  return Math.min(most, Math.max(...cells.map((cell) => lengthOf(printable(cell))))) + 2;
}

function checkLine(
  row: Omit<CheckRow, 'tone'> & { readonly tone: Tone | null },
  widths: { readonly label: number; readonly value: number; readonly stable: number; readonly rule: number },
  props: BoxProps,
  key: string,
): ReactNode {
  const { mark, style } = row.tone === null ? { mark: ' ', style: 'dim' as const } : toneMarks[row.tone];
  const loud = row.tone === 'bad' || row.tone === 'warning' || row.tone === null;
  const cell = (text: string, width: number, look: Style | null) =>
    h(
      Box,
      { width, paddingRight: width === widths.rule ? 0 : 2, flexShrink: 0 },
      look === null ? h(Text, { wrap: 'truncate' }, text) : styled(look, text, props, 'truncate'),
    );
  return h(
    Box,
    { key },
    h(Box, { width: 2 }, styled(style, mark, props)),
    cell(printable(row.label), widths.label, row.tone === null ? 'dim' : null),
    cell(printable(row.value), widths.value, loud ? style : null),
    cell(printable(row.stable), widths.stable, 'dim'),
    widths.rule === 0 ? null : cell(printable(row.rules.join(' · ')), widths.rule, 'dim'),
  );
}

const nameWidth = 12;

function named(name: string, value: ReactNode, props: BoxProps): ReactNode {
  return h(
    Box,
    { key: name },
    h(Box, { width: nameWidth, flexShrink: 0 }, styled('dim', name, props)),
    h(Box, { flexGrow: 1, flexShrink: 1 }, value),
  );
}

function status(props: BoxProps): ReactNode {
  const { card, now, width } = props;
  const { text, tone } = statusWords(card);
  const { mark, style } = toneMarks[tone];
  const bar = holdBar(card, now, width - 4 - nameWidth);
  const stage = nextStage(card, now);
  const next = stage === null ? nextWords(card, now) : card.next.sentence;
  return h(
    Box,
    { flexDirection: 'column' },
    named('Status', styled(style, `${mark} ${text}`, props), props),
    named('Now', plain(`${card.now.sentence} (${ago(card.now.since, now)})`, props), props),
    named('Traffic', plain(trafficWords(card), props), props),
    named('Stages', track(props), props),
    bar === null ? null : named('Hold', styled('cyan', bar, props, 'truncate'), props),
    stage === null ? null : named('Next stage', styled('bold', stage, props), props),
    named(stage === null ? 'Next' : '', plain(next, props), props),
    approvals(props),
    ...remarks(props),
  );
}

function track(props: BoxProps): ReactNode {
  const looks = {
    done: { mark: '✓', style: 'green' },
    current: { mark: '›', style: 'cyan' },
    ahead: { mark: '·', style: 'dim' },
    undone: { mark: '✗', style: 'red' },
  } as const;
  const parts = props.card.stages.map((stage, index) => {
    const { mark, style } = looks[stage.state];
    const text = `${mark} ${printable(stage.label)}${stage.asks ? ' +approval' : ''}`;
    return h(Box, { key: index, marginRight: 2 }, styled(style, text, props, 'truncate'));
  });
  return h(Box, { flexWrap: 'wrap' }, ...parts);
}

function approvals(props: BoxProps): ReactNode {
  const { approval } = props.card;
  if (approval === null) return null;
  const given = approval.given.map(({ person }) => printable(person)).join(', ');
  const roles = approval.roles.length === 0 ? '' : ` from ${approval.roles.map(printable).join(', ')}`;
  const text = `${approval.given.length} of ${approval.needed}${given === '' ? '' : ` (${given})`}${roles}; expires ${countdown(approval.expiresAt, props.now)}`;
  return named('Approvals', styled('yellow', text, props), props);
}

function remarks(props: BoxProps): readonly ReactNode[] {
  return [...trainRemarks(props.card), ...(props.card.remarks ?? [])].map((remark, index) =>
    h(
      Box,
      { key: `remark-${index}` },
      h(Box, { width: nameWidth, flexShrink: 0 }, styled('dim', index === 0 ? 'Remarks' : '', props)),
      h(Box, { flexGrow: 1, flexShrink: 1 }, plain(remarkWords(remark), props)),
    ),
  );
}

function actions(props: BoxProps): ReactNode {
  const lines = props.card.actions.map((action) =>
    h(Box, { key: action.command }, styled('cyan', typed(action), props, 'truncate')),
  );
  return h(Box, { flexDirection: 'column' }, ...lines);
}

function stale(sentence: string, props: BoxProps): ReactNode {
  return styled('yellow', wrap(`! STALE: ${printable(sentence)}`, props.width - 4).join('\n'), props);
}
