import { z } from 'zod';
import { assess } from '../../../core/budget/assess.ts';
import type { BudgetQueries, ErrorBudget } from '../../../core/budget/budget.ts';
import { budgetWindows } from '../../../core/budget/burn-rates.ts';
import { leftWords } from '../../../core/budget/words.ts';
import { formatDuration, type Millis, parseDuration } from '../../../core/time.ts';
import type { Examine, Finding } from '../../../ports/examine.ts';
import type { MeasuredSlot } from '../../../ports/measure.ts';
import type { MeasureBudget } from '../../../ports/measure-budget.ts';
import type { Fetch } from '../target-request.ts';
import { askPrometheus } from './ask.ts';
import type { PrometheusSource } from './source.ts';

export interface BudgetExamined {
  readonly measure: MeasureBudget;
  readonly budget: ErrorBudget;
  readonly source: string;
  readonly queries: BudgetQueries;
  readonly slots: readonly MeasuredSlot[];
}

/** Reads an error budget as a release would, in every slot that it can stop. */
export function examineBudget({ measure, budget, slots, ...asked }: BudgetExamined): Examine {
  return async () => {
    const found: Finding[] = [];
    // One after the other: nobody waits for this, and the server has others to answer.
    for (const slot of slots) {
      const about = `Error budget ${budget.name} of ${slot.service} in ${slot.environment}`;
      const assessment = assess(budget, await measure(asked, budgetWindows(budget.period), slot));
      found.push(
        assessment.kind === 'known'
          ? { about, state: 'ok', sentence: `It can be read: ${leftWords(assessment.remaining)}.` }
          : {
              about,
              state: quiet.includes(assessment.reason) ? 'warning' : 'error',
              sentence: `It cannot be told: ${assessment.sentence}. Releases go on with a warning, and what was frozen stays so. Check its \`metric\` and the queries of that in belay.yml, and that the server has heard of ${slot.service}.`,
            },
      );
    }
    return found;
  };
}

/** What is so with a service that has just begun, or that few people use. */
const quiet: readonly string[] = ['no-traffic', 'too-little-traffic'];

const RuntimeInfo = z.object({ storageRetention: z.string() });

/** Whether a server keeps samples as long as the longest budget looks back. Nothing is said of one that does not tell. */
export function examineRetention(fetch: Fetch, source: PrometheusSource, longest: Millis): Examine {
  return async () => {
    const signal = AbortSignal.timeout(source.timeout);
    const answer = await askPrometheus(fetch, source, 'status/runtimeinfo', null, signal);
    const info = answer.kind === 'answered' ? RuntimeInfo.safeParse(answer.data).data : undefined;
    const kept = info === undefined ? null : retentionOf(info.storageRetention);
    if (kept === null || kept >= longest) return [];
    const about = `Prometheus ${source.name} at ${source.url}`;
    const sentence = `It keeps samples for ${formatDuration(kept)}, and an error budget looks back ${formatDuration(longest)}: what is older counts as if it had never been. Set \`--storage.tsdb.retention.time\` to that or more, ask a server that keeps more, or take a shorter \`period\`.`;
    return [{ about, state: 'warning', sentence }];
  };
}

const longUnits: Readonly<Record<string, number>> = { w: 7, y: 365 };

/** `15d`, `2w1d`, `1y`, `30d or 10GiB`; null when samples are kept by their size alone. */
function retentionOf(text: string): Millis | null {
  const [time = ''] = text.split(' or ');
  return parseDuration(
    time.replaceAll(
      /(\d+)([wy])/g,
      (_, count: string, unit: string) => `${Number(count) * (longUnits[unit] ?? 1)}d`,
    ),
  );
}
