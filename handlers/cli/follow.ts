import { setTimeout as sleep } from 'node:timers/promises';
import { render } from 'ink';
import { createElement as h } from 'react';
import type { Card } from '../../src/core/card/card.ts';
import { Failure } from '../../src/core/failure.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { isColourful, widthOf } from './console-streams.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { MonitorLine } from './monitor-line.ts';
import type { MonitorParts } from './monitor-parts.ts';
import { fitting, MonitorScreen, type Screen, screenText } from './monitor-screen.ts';
import { nothing } from './monitor-words.ts';

/** What is known at one moment: the last cards seen, and why they may be old. */
interface View {
  readonly cards: readonly Card[];
  readonly seenAt: Instant | null;
  readonly trouble: string | null;
}

type Wanted = Extract<MonitorLine, { kind: 'monitor' }>;

const every = 1000;

/** Looks every second until interrupted, or until the one target's rollout is over. A server that is away is waited for. */
export async function follow(
  look: () => Promise<readonly Card[]>,
  line: Wanted,
  parts: MonitorParts,
): Promise<ExitCode> {
  let view: View = { cards: [], seenAt: null, trouble: null };
  await using display = openDisplay(() => view, line, parts);
  while (!parts.signal.aborted) {
    view = await refreshed(view, look, parts.clock);
    display.draw();
    const end = endOf(view, line.target);
    if (end !== null) return end;
    await sleep(every, undefined, { signal: parts.signal }).catch(() => undefined);
  }
  return exitCodes.done;
}

async function refreshed(
  view: View,
  look: () => Promise<readonly Card[]>,
  clock: () => Instant,
): Promise<View> {
  try {
    return { cards: await look(), seenAt: clock(), trouble: null };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'server-unreachable') throw error;
    return { ...view, trouble: error.message };
  }
}

/** A target whose rollouts are all over has nothing more to follow. */
function endOf({ cards, trouble }: View, target: string | null): ExitCode | null {
  if (target === null || trouble !== null || cards.length === 0) return null;
  if (cards.some(({ over }) => !over)) return null;
  return cards.every(({ phase }) => phase === 'completed') ? exitCodes.done : exitCodes.refused;
}

interface Display extends AsyncDisposable {
  draw(): void;
}

function openDisplay(view: () => View, line: Wanted, parts: MonitorParts): Display {
  if (line.json) return printChanges(view, parts, () => JSON.stringify({ rollouts: view().cards }));
  const screen = () => screenOf(view(), line, parts);
  return parts.stdout.isTTY ? openInk(screen, parts) : printChanges(view, parts, () => screenText(screen()));
}

function screenOf(
  { cards, seenAt, trouble }: View,
  { target }: Wanted,
  { stdout, clock }: MonitorParts,
): Screen {
  const now = clock();
  const age =
    seenAt === null ? '' : ` This is how it was ${formatDuration(Math.max(1000, now - seenAt))} ago.`;
  const look = { width: widthOf(stdout), colour: isColourful(stdout) };
  const stale = trouble === null ? null : `${trouble}${age}`;
  return { cards, empty: nothing(target), stale, now, more: 0, ...look };
}

/** For files and programs: a line or a box for each change, nothing that redraws. */
function printChanges(view: () => View, { stdout }: MonitorParts, text: () => string): Display {
  let last = '';
  return {
    draw() {
      const now = view();
      const state = JSON.stringify([
        now.cards.map(({ rollout, seq }) => [rollout, seq]),
        now.trouble !== null,
      ]);
      if (state !== last) stdout.write(`${text()}\n`);
      last = state;
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Redraws in place once a second for the countdowns, at every look and whenever the window changes. */
function openInk(screen: () => Screen, { stdout, stderr }: MonitorParts): Display {
  const frame = () => h(MonitorScreen, fitting(screen(), stdout.rows));
  const app = render(frame(), { stdout, stderr, exitOnCtrlC: false, patchConsole: false });
  const draw = () => app.rerender(frame());
  const timer = setInterval(draw, every);
  stdout.on('resize', draw);
  return {
    draw,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stdout.off('resize', draw);
      app.unmount();
      await app.waitUntilExit();
    },
  };
}
