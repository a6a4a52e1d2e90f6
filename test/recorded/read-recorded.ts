import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { Actor, type Recorded, RolloutEvent } from '../../src/core/rollout/events.ts';
import { fold } from '../../src/core/rollout/evolve.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { Instant } from '../../src/core/time.ts';

/** A rollout as the real core once wrote it into its log. */
export interface RecordedRollout {
  /** Of its file: `errors-rolled-back`. */
  readonly name: string;
  readonly rollout: Rollout;
  readonly events: readonly Recorded[];
}

const folder = new URL('./logs/', import.meta.url);
const Line = z.object({ seq: z.number().int().positive(), at: Instant, actor: Actor, event: RolloutEvent });

/** All of them, by name. How they came about stands in `tape/stories.ts`. */
export function recordedRollouts(): readonly RecordedRollout[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .toSorted()
    .map((file) => recordedRollout(file.replace(/\.jsonl$/, '')));
}

export function recordedRollout(name: string): RecordedRollout {
  const text = readFileSync(new URL(`${name}.jsonl`, folder), 'utf8');
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Line.parse(JSON.parse(line)));
  const rollout = fold(events);
  if (rollout === null) throw new Error(`${name} is empty`);
  return { name, rollout, events };
}

/** As the recorded rollouts' configuration calls them. */
export function recordedName(person: string): string {
  return names[person] ?? person;
}

const names: Readonly<Record<string, string>> = {
  ada: 'Ada Byron',
  grace: 'Grace Hopper',
  lin: 'Lin Zhao',
  sam: 'Sam Okoro',
};
