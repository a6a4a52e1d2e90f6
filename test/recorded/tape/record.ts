import { writeFileSync } from 'node:fs';
import { stories } from './stories.ts';

/** Writes every recorded rollout anew: `node test/recorded/tape/record.ts`. One event a line. */
for (const [name, tell] of Object.entries(stories)) {
  const lines = tell()
    .events()
    .map((event) => `${JSON.stringify(event)}\n`);
  writeFileSync(new URL(`../logs/${name}.jsonl`, import.meta.url), lines.join(''));
}
