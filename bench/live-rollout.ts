import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { View } from '../demo/console.ts';
import { openStage, type Stage } from '../demo/stage.ts';

/** A shop under load whose stages hold for an hour, so that a rollout stays where a benchmark wants it. */
export async function withLongStages<T>(
  tell: (line: string) => void,
  use: (stage: Stage, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-bench-'));
  const stage = await openStage({
    folder,
    requestsPerSecond: 100,
    stop: new AbortController().signal,
    tell,
    edit: (configuration) => configuration.replaceAll(/hold: \ds/g, 'hold: 1h'),
  });
  try {
    return await use(stage, folder);
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a rollout of v2. @returns its id, once canary has its first share of the traffic */
export async function observedRollout({ console }: Stage): Promise<string> {
  const { rollout, sentence } = await console.say('deploy shop v2');
  if (rollout == null) throw new TypeError(`no rollout was started: ${sentence}`);
  await until(
    () => console.view(rollout),
    ({ card }) => card.phase === 'observing',
  );
  return rollout;
}

/** Reads until it is so; a server that is away is waited for. */
export async function until(read: () => Promise<View>, isSo: (view: View) => boolean): Promise<View> {
  for (;;) {
    const view = await read().catch(() => null);
    if (view !== null && isSo(view)) return view;
    await sleep(20);
  }
}
