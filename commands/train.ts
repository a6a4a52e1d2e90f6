import { findSlot, type TrainConfig } from '../src/config/config.ts';
import { EnvironmentName } from '../src/core/ids.ts';
import { listed } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Call, Command, Desk } from './command.ts';
import { unknownEnvironment, unknownTrain } from './known-names.ts';
import { prepareTrain } from './train/prepare-train.ts';
import { previewTrain } from './train/preview-train.ts';
import { readVersions, refuseUnnamed } from './train/read-versions.ts';
import { trainsUnderWay } from './train/under-way.ts';
import { writeTrain } from './train/write-train.ts';

export const train: Command = {
  spec: {
    name: 'train',
    aliases: [],
    summary:
      'Release several services together, in the order that belay.yml declares; or see which are under way.',
    usage: [
      'train shop-train api=v2 web=v5',
      'train shop-train api=v2 --without web --dry-run',
      'train status',
    ],
    args: [
      { name: 'name', required: true, description: 'Which train; or `status`.', kind: 'text' },
      { name: 'environment', required: false, before: 'to', description: 'Where to.', kind: 'environment' },
      {
        name: 'versions',
        required: false,
        rest: true,
        description: 'A version for each of its services: `api=v2 web=v5`.',
        kind: 'text',
      },
    ],
    flags: [
      { name: 'without', value: 'text', description: 'Services that are left out, such as `web,site`.' },
      { name: 'dry-run', value: 'none', description: 'Show the plans and change nothing.' },
      { name: 'reason', value: 'text', description: 'Why, for the log.' },
      {
        name: 'critical',
        value: 'text',
        description: 'A critical fix, and why: it goes although an error budget is frozen.',
      },
    ],
    verb: 'deploy',
    kind: 'acts',
  },
  async run(call, desk) {
    const { name = '', versions = '' } = call.parsed.args;
    if (name.toLowerCase() === 'status') return trainsUnderWay(call, desk, versions.trim());
    const found = desk.config.trains.find((one) => one.name === name);
    return found === undefined ? unknownTrain(desk.config, name) : release(call, desk, found, versions);
  },
};

async function release(call: Call, desk: Desk, found: TrainConfig, typed: string): Promise<Reply> {
  const read = readVersions(typed);
  if (read.kind === 'refused') return read;
  const { without } = call.parsed.flags;
  const left = new Set(
    typeof without === 'string' ? without.split(/[\s,]+/u).filter((one) => one !== '') : [],
  );
  const unnamed = refuseUnnamed(found.name, found.order.flat(), read.versions, left);
  if (unnamed !== null) return unnamed;
  const named = read.environment ?? call.parsed.args['environment'] ?? null;
  const environment = environmentOf(desk, found, [...read.versions.keys()], named);
  if (typeof environment !== 'string') return environment;
  const members = await prepareTrain(call, desk, { train: found, environment, versions: read.versions });
  if ('kind' in members) return members;
  return call.parsed.flags['dry-run'] === true
    ? previewTrain(call, desk, members)
    : writeTrain(call, desk, members);
}

/** The one that was named, or the only one in which all services run. */
function environmentOf(
  { config }: Desk,
  { name }: TrainConfig,
  services: readonly string[],
  named: string | null,
): string | Refusal {
  if (named !== null) {
    const known = config.environments.some((one) => one.name === named);
    return known ? named : unknownEnvironment(config, named);
  }
  const common = config.environments
    .map((one) => one.name)
    .filter((environment) => services.every((service) => runsIn(config, service, environment)));
  const [only, ...others] = common;
  if (only !== undefined && others.length === 0) return only;
  return refuse(
    'which-environment',
    common.length === 0
      ? `No environment has all of ${listed(services)}. Nothing was started.`
      : `${name} can go to ${listed(common, 'or')}: say \`to ${only}\`. Nothing was started.`,
  );
}

function runsIn(config: Desk['config'], typed: string, where: string): boolean {
  const environment = EnvironmentName.safeParse(where);
  const service = config.services.find((one) => one === typed);
  if (service === undefined || !environment.success) return false;
  return findSlot(config, { service, environment: environment.data }) !== null;
}
