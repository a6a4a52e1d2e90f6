import type { Card, CardCheck, Tone } from '../../src/core/card/card.ts';
import { percent } from '../../src/core/prose.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { countdown } from './print-card.ts';

const severity: { readonly [T in Tone]: number } = { quiet: 0, good: 1, moving: 1, warning: 2, bad: 3 };

/** One line of the box. */
export interface CheckRow extends Pick<CardCheck, 'label' | 'value' | 'stable' | 'tone'> {
  /** All rules that watch this value. */
  readonly rules: readonly string[];
}

/** Checks that show the same value are one row with the worst of their tones. */
export function checkRows(checks: readonly CardCheck[]): readonly CheckRow[] {
  const rows = new Map<string, CheckRow>();
  for (const { label, value, stable, tone, rule } of checks) {
    const key = JSON.stringify([label, value, stable]);
    const row = rows.get(key) ?? { label, value, stable, tone, rules: [] };
    rows.set(key, { ...row, tone: worse(row.tone, tone), rules: [...row.rules, rule] });
  }
  return [...rows.values()];
}

function worse(a: Tone, b: Tone): Tone {
  return severity[b] > severity[a] ? b : a;
}

/** `HEALTHY · observing`; a rollout that is over or going back says that alone. */
export function statusWords(card: Card): { readonly text: string; readonly tone: Tone } {
  const phase = card.phase.toUpperCase();
  if (card.over || card.stages.some(({ state }) => state === 'undone')) {
    return { text: phase, tone: card.tone };
  }
  const judged = card.checks.map(({ tone }) => tone).filter((tone) => tone !== 'quiet');
  if (judged.length === 0) return { text: phase, tone: card.tone };
  const worst = judged.reduce<Tone>(worse, 'quiet');
  const health = {
    quiet: 'HEALTHY',
    good: 'HEALTHY',
    moving: 'HEALTHY',
    warning: 'WARNING',
    bad: 'UNHEALTHY',
  };
  const tone = card.tone === 'moving' ? worst : worse(worst, card.tone);
  return { text: `${health[worst]} · ${card.phase}`, tone };
}

/** `25 % in 14m 58s`, or null when no further stage is ahead. */
export function nextStage(card: Card, now: Instant): string | null {
  const next = card.stages.find(({ state }) => state === 'ahead');
  const current = card.stages.find(({ state }) => state === 'current');
  if (next === undefined || card.over || card.next.at === null) return null;
  if (current?.to !== card.next.at) return null;
  const asks = current.asks ? ', once people approve' : '';
  return `${percent(next.weight)} ${countdown(card.next.at, now)}${asks}`;
}

/** `████████░░░░ 12m of 30m`: how far the hold of the current stage is. Null outside of a hold. */
export function holdBar(card: Card, now: Instant, width: number): string | null {
  const current = card.stages.find(({ state }) => state === 'current');
  if (current?.from === null || current?.to === null || current === undefined) return null;
  const length = current.to - current.from;
  if (length <= 0) return null;
  const done = Math.min(length, Math.max(0, now - current.from));
  const words = ` ${formatDuration(done - (done % 1000))} of ${formatDuration(length)}`;
  const cells = Math.max(8, Math.min(40, width - words.length));
  const full = Math.floor((done / length) * cells);
  return '█'.repeat(full) + '░'.repeat(cells - full) + words;
}

/** What is said when there is nothing to show. */
export function nothing(target: string | null): string {
  return target === null
    ? 'Nothing is live. Start a rollout with `npx belay deploy <service> <version>`, or see the last one with `npx belay status`.'
    : `There is no rollout of ${target}. \`npx belay monitor\` shows all that are live.`;
}
