import { everyCheck } from '../../card/checks.ts';
import { percent, plainLine, unstopped } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { heading, list, paragraph, table } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/** Triggers that acted, each at its first time with the verdict recorded then. */
export function triggerBlocks(plan: Plan, events: readonly Recorded[]): Block[] {
  const actions = new Map(everyCheck(plan).map((check) => [check.id, check]));
  const first = new Map<string, { at: Instant; sentence: string }>();
  for (const { at, event } of events) {
    if (event.kind !== 'measured') continue;
    for (const verdict of event.verdicts) {
      const action = actions.get(verdict.check)?.action;
      const acted = verdict.acts && action !== undefined && action !== 'criterion';
      if (acted && !first.has(verdict.check)) first.set(verdict.check, { at, sentence: verdict.sentence });
    }
  }
  if (first.size === 0) return [heading('Triggers that acted'), paragraph('None.')];
  const rows = [...first].map(([id, { at, sentence }]) => {
    const check = actions.get(id);
    return [check?.rule.text ?? id, check?.action ?? '', instantText(at), sentence];
  });
  return [heading('Triggers that acted'), table(['Rule', 'Action', 'First', 'Evidence'], rows)];
}

/** What went wrong between Belay and the router. */
export function routerBlocks(events: readonly Recorded[]): Block[] {
  const items = events.flatMap(({ at, event }) => {
    const when = instantText(at);
    if (event.kind === 'drift-found') return [`${when}: ${plainLine(event.sentence)}`];
    return event.kind === 'weight-refused'
      ? [
          `${when}: the router refused to set ${percent(event.weight)} (attempt ${event.attempts}): ${unstopped(plainLine(event.sentence))}.`,
        ]
      : [];
  });
  return items.length === 0 ? [] : [heading('Router: drift and refusals'), list(items)];
}

const phases = { prepare: 'preparation', verify: 'verification', undo: 'undo' } as const;

export function stepBlocks(events: readonly Recorded[]): Block[] {
  const rows = events.flatMap(({ at, event }) =>
    event.kind === 'step-finished'
      ? [
          [
            event.name,
            phases[event.phase],
            event.succeeded ? 'succeeded' : 'failed',
            formatDuration(event.took),
            instantText(at),
            plainLine(event.sentence),
          ],
        ]
      : [],
  );
  return rows.length === 0
    ? []
    : [heading('Steps'), table(['Step', 'Kind', 'Result', 'Took', 'Finished', 'What it said'], rows)];
}
