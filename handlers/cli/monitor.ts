import type { Card } from '../../src/core/card/card.ts';
import { RolloutId } from '../../src/core/ids.ts';
import { type Client, openClient } from './client.ts';
import { findConnection } from './connection.ts';
import { isColourful, widthOf } from './console-streams.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readMonitorLine } from './monitor-line.ts';
import type { MonitorParts } from './monitor-parts.ts';
import { nothing } from './monitor-words.ts';
import { sayFailure } from './say-failure.ts';

/**
 * `npx belay monitor [service or rollout] [--follow] [--json]`: a box for each live rollout, once or until
 * interrupted. Following one target ends when its rollout is over: 0 when completed, 1 otherwise.
 */
export async function monitor(argv: readonly string[], parts: MonitorParts): Promise<ExitCode> {
  const line = readMonitorLine(argv);
  if (line.kind === 'wrong') {
    parts.stderr.write(`${line.sentence}\n`);
    return exitCodes.usage;
  }
  try {
    const client = openClient(await findConnection(parts.wished));
    const look = () => watched(client, line.target);
    // Drawing is loaded only here: the other commands answer sooner without it.
    if (line.follow) return await (await import('./follow.ts')).follow(look, line, parts);
    return await once(await look(), line.json, line.target, parts);
  } catch (error) {
    return sayFailure(error, line.json, parts);
  }
}

/** Live rollouts; when there is none, the last that was: whoever watched it wants to see how it ended. */
async function watched(client: Client, target: string | null): Promise<readonly Card[]> {
  if (target !== null && RolloutId.safeParse(target).success) {
    const card = await client.rollout(target);
    return card === null ? [] : [card];
  }
  const cards = await client.rollouts();
  const own = target === null ? cards : cards.filter(({ service }) => service === target);
  const live = own.filter(({ over }) => !over);
  return live.length > 0 ? live : own.slice(0, 1);
}

async function once(
  cards: readonly Card[],
  json: boolean,
  target: string | null,
  { stdout, clock }: MonitorParts,
): Promise<ExitCode> {
  if (json) {
    stdout.write(`${JSON.stringify({ rollouts: cards })}\n`);
    return exitCodes.done;
  }
  const { screenText } = await import('./monitor-screen.ts');
  const look = { width: widthOf(stdout), colour: isColourful(stdout), now: clock(), stale: null, more: 0 };
  stdout.write(`${screenText({ cards, empty: nothing(target), ...look })}\n`);
  return exitCodes.done;
}
