import { counted } from '../../prose.ts';
import type { Rollout } from '../../rollout/state.ts';
import { idParts } from './id-part.ts';
import { instant } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** How each health probe has been doing: `probe/ready/…`. */
export function probeFacts({ plan, probes }: Rollout): readonly FactInput[] {
  const parts = idParts(plan.probes.map(({ name }) => name));
  return plan.probes.flatMap(({ name, successes, kind }, index) => {
    const id = `probe/${parts[index]}`;
    const streak = probes[name];
    if (streak === undefined) {
      return [
        {
          id: `${id}/state`,
          about: `how probe ${name} does`,
          value: null,
          unit: null,
          shown: 'not run yet',
          source: 'event log',
        },
      ];
    }
    const failing = streak.failures > 0;
    return [
      {
        id: `${id}/state`,
        about: `how probe ${name} does`,
        value: failing ? 'failing' : 'answers',
        unit: null,
        shown: failing ? `failed ${counted(streak.failures, 'time')} in a row` : 'answers',
        source: 'last look',
        at: streak.lastAt,
      },
      instant([`${id}/last-at`, `when probe ${name} ran last`], streak.lastAt, 'last look'),
      ...(kind === 'startup'
        ? [
            {
              id: `${id}/successes`,
              about: `successes of probe ${name} of those it needs`,
              value: streak.successes,
              unit: 'count',
              shown: `${streak.successes} of ${successes}`,
              source: 'last look',
            },
          ]
        : []),
    ];
  });
}
