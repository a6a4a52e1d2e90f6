import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

/** A rollback sends everything to stable at once, so stable is never scaled down while a rollout is live. */
export function checkCapacity(root: Root, report: Report): void {
  for (const [service, declared] of Object.entries(root.services)) {
    const path = ['services', service];
    const said = [
      { workload: declared.workload, path: [...path, 'workload'] },
      ...Object.entries(declared.environments ?? {}).map(([environment, placed]) => ({
        workload: placed?.workload,
        path: [...path, 'environments', environment, 'workload'],
      })),
    ];
    for (const { workload, path } of said) {
      if (workload?.stable_capacity === undefined || workload.stable_capacity >= 1) continue;
      const sentence =
        'Stable keeps its full capacity while a rollout is live: it must be able to take everything back at once. Take this out or say `100%`.';
      report(
        error([...path, 'stable_capacity'], 'stable-capacity', sentence, {
          expected: '`100%`',
          suggestion: '100%',
        }),
      );
    }
  }
}
