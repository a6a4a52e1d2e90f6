import { z } from 'zod';
import { text } from './leaf.ts';
import { name, references } from './reference.ts';

const train = z.strictObject({
  description: text().optional().describe('What it is for.'),
  order: z.array(references('service')).min(1).describe('Services in order; those in one list go together.'),
  on_failure: z
    .enum(['stop', 'roll_back_all'])
    .optional()
    .describe(
      'What a failure does to the others: `roll_back_all` takes them back too, the last in the order first; `stop` pauses them and asks people. `roll_back_all` when left out.',
    ),
  approval: z
    .enum(['one', 'each'])
    .optional()
    .describe(
      'Whether an approval counts for the whole train, or each rollout asks for its own; `each` when left out.',
    ),
  follows: z
    .enum(['completion', 'stages'])
    .optional()
    .describe(
      'What the next in the order waits for: that those before have completed, or, stage by stage, that they have reached the same share of the traffic; `completion` when left out.',
    ),
});

export const trains = z.record(name(), train).describe('Several services released in a coordinated order.');
