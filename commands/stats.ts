import type { Environment } from '../src/config/config.ts';
import { refuseAccess } from '../src/core/access/access.ts';
import { deliveryTree } from '../src/core/delivery/document.ts';
import { deliveryReport } from '../src/core/delivery/report.ts';
import { refuse } from '../src/core/refusal.ts';
import { parseDuration } from '../src/core/time.ts';
import type { Command } from './command.ts';
import { unknownEnvironment, unknownService } from './known-names.ts';

const usualSpan = 30 * 86_400_000;
const longestSpan = 3660 * 86_400_000;

export const stats: Command = {
  spec: {
    name: 'stats',
    aliases: ['delivery'],
    summary:
      'How releases went: the four DORA figures and more, each with its number of cases and its target.',
    usage: ['stats', 'stats shop', 'stats shop in production --since 90d'],
    args: [
      {
        name: 'service',
        required: false,
        description: 'Of what; everything when left out.',
        kind: 'service',
      },
      {
        name: 'environment',
        required: false,
        before: 'in',
        description: 'Where; every production environment when left out.',
        kind: 'environment',
      },
    ],
    flags: [{ name: 'since', value: 'duration', description: 'How far back; 30d when left out.' }],
    verb: 'status',
    kind: 'reads',
    group: 'figures',
    slow: 'The event log is read; the first time that takes a moment.',
  },
  async run(call, desk) {
    const { config, access } = desk;
    const { service, environment: typed } = call.parsed.args;
    if (service !== undefined && !config.services.some((one) => one === service))
      return unknownService(config, service);
    const environment = config.environments.find(({ name }) => name === typed);
    if (typed !== undefined && environment === undefined) return unknownEnvironment(config, typed);
    const denied =
      environment === undefined ? null : refuseAccess(access, call.speaker, 'status', environment.name);
    if (denied !== null) return denied;
    const since = call.parsed.flags['since'];
    const span = typeof since === 'string' ? (parseDuration(since) ?? 0) : usualSpan;
    if (span <= 0 || span > longestSpan)
      return refuse('bad-span', '`--since` takes a time such as `30d`, at most ten years.');
    const releases = (await desk.deliveries()).filter(
      (one) => refuseAccess(access, call.speaker, 'status', one.environment, one.service) === null,
    );
    const report = deliveryReport(releases, {
      service: service ?? null,
      environments: environment === undefined ? productionOf(config.environments) : [environment.name],
      since: Math.max(0, call.now - span),
      // What has just happened counts.
      until: call.now + 1,
      targets: config.deliveryTargets,
    });
    return { kind: 'document', tree: deliveryTree(report, call.now) };
  },
};

/** Where people are served; empty, which is everywhere, where no environment is declared as that. */
export function productionOf(environments: readonly Environment[]): readonly string[] {
  return environments.filter(({ production }) => production).map(({ name }) => name);
}
