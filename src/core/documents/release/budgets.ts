import { levelWords } from '../../budget/words.ts';
import { plainLine } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import { heading, paragraph, table } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/** What the log was told of error budgets; a budget that was well all along is not told of. */
export function budgetBlocks(events: readonly Recorded[]): Block[] {
  const rows = events.flatMap(({ at, event }) =>
    event.kind === 'budget-measured'
      ? [[event.budget, instantText(at), levelWords[event.level], plainLine(event.sentence)]]
      : [],
  );
  return [
    heading('Error budgets'),
    rows.length === 0
      ? paragraph('Nothing was recorded against an error budget during this rollout.')
      : table(['Budget', 'Read', 'Releases', 'What it said'], rows),
  ];
}
