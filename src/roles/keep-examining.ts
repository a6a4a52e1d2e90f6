import { setTimeout as sleep } from 'node:timers/promises';
import type { Examine } from '../ports/examine.ts';
import type { Log } from '../ports/log.ts';

const every = 300_000;

/** Looks at once and every five minutes, and logs what is new: what is wrong now, and what is well again. */
export async function keepExaminingUntil(
  examines: readonly Examine[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  let wrong = new Map<string, string>();
  while (!signal.aborted) {
    wrong = await examineOnce(examines, wrong, log);
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

/** @param before what was wrong at the last look: sentences by what they are about */
export async function examineOnce(
  examines: readonly Examine[],
  before: ReadonlyMap<string, string>,
  log: Log,
): Promise<Map<string, string>> {
  const findings = (await Promise.all(examines.map((examine) => examine()))).flat();
  const now = new Map<string, string>();
  for (const { about, state, sentence } of findings) {
    if (state === 'ok') continue;
    now.set(`${about} ${sentence}`, about);
    if (before.has(`${about} ${sentence}`)) continue;
    if (state === 'error') log.error({ about }, sentence);
    else log.warn({ about }, sentence);
  }
  const well = new Set([...before.values()].filter((about) => ![...now.values()].includes(about)));
  for (const about of well) log.info({ about }, 'all is well there again');
  return now;
}
