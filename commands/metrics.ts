import { versionWords } from '../src/core/card/version-words.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import { formatValue } from '../src/core/judge/format.ts';
import type { Measurement, Reading } from '../src/core/judge/measurement.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { formatDuration, type Instant } from '../src/core/time.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const metrics: Command = {
  spec: {
    name: 'metrics',
    aliases: [],
    summary: 'The latest measurements of canary and stable, and what each check says of them.',
    usage: ['metrics shop'],
    args: [{ ...target, required: false }, environment],
    flags: [],
    verb: 'status',
    kind: 'reads',
    group: 'figures',
  },
  async run(call, desk) {
    const rollout = await findRollout(call, desk, 'status');
    return 'kind' in rollout ? rollout : { kind: 'document', tree: measured(rollout, call.now) };
  },
};

function measured(rollout: Rollout, now: Instant): DocumentTree {
  const { plan, measuredAt, stable } = rollout;
  const age =
    measuredAt === null
      ? 'nothing has been measured yet'
      : `measured ${formatDuration(now - measuredAt)} ago`;
  return {
    title: `Metrics of ${rollout.id}`,
    summary: `${plan.service} ${versionWords(plan.canary.version)} against ${versionWords(stable?.version ?? 'stable')} in ${plan.environment}; ${age}.`,
    draftedBy: 'template',
    draftedWhy: 'Every figure is written by code.',
    at: now,
    blocks: [
      {
        kind: 'table',
        columns: ['metric', 'window', 'canary', 'stable'],
        rows: rollout.measurements.map((one) => row(rollout, one)),
      },
      { kind: 'list', items: rollout.verdicts.map(({ verdict, sentence }) => `${verdict}: ${sentence}`) },
    ],
  };
}

function row(rollout: Rollout, one: Measurement): string[] {
  const unit = rollout.plan.metrics.find(({ name }) => name === one.metric)?.unit ?? 'number';
  const show = (reading: Reading) =>
    reading.kind === 'value' ? formatValue(reading.value, unit) : `no data: ${reading.sentence}`;
  return [one.metric, formatDuration(one.window), show(one.canary), show(one.stable)];
}
