import type { EnvironmentName, ServiceName, VersionName } from '../ids.ts';
import { plainLine } from '../prose.ts';
import type { Instant } from '../time.ts';

interface Told {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  /** The name under `signals:` of who told it. */
  readonly source: string;
  /** What the source calls it, so that the same thing told again counts once. */
  readonly identity: string;
  /** What metrics ask for: `complaint`, `alert`. */
  readonly event: string;
  /** The version it is about; null when nobody said, and then it is held against the canary. */
  readonly version: VersionName | null;
  /** Typed by strangers: one line, shortened, and still only to be quoted. */
  readonly text: string | null;
}

/** Something that happened at a moment, `count` times: a complaint. */
export interface ReportSignal extends Told {
  readonly kind: 'report';
  readonly count: number;
  readonly at: Instant;
}

/** Something that goes on for a while: an alert. */
export interface AlertSignal extends Told {
  readonly kind: 'alert';
  /** The same for every time this alert fires. */
  readonly series: string;
  /** When it began to fire this time, by the clock of who tells. */
  readonly startedAt: Instant;
  /** From when it is known to fire. */
  readonly at: Instant;
  /** When it ended, or, while it fires, when it counts as over unless it is told again. */
  readonly until: Instant;
}

export type Signal = ReportSignal | AlertSignal;

/** One service in one environment, as the configuration knows it. */
export type KnownSlot = Pick<Told, 'service' | 'environment'>;

/** How long after its end a signal is remembered, in milliseconds: 30 days. No rule can look back further. */
export const signalsKept = 30 * 86_400_000;

/** A text of strangers is kept up to this many characters. */
const longestText = 200;

/** @returns one line of plain text, shortened; null when nothing is left */
export function strangersText(text: string): string | null {
  const line = plainLine(text);
  const characters = Array.from(line);
  if (characters.length === 0) return null;
  return characters.length > longestText ? `${characters.slice(0, longestText).join('')}…` : line;
}
