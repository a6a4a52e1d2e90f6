import type { MigrationsConfig, SlotConfig } from '../../src/config/config.ts';
import { refuseAccess } from '../../src/core/access/access.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Call, Desk } from '../command.ts';
import { findSlotFor } from '../find-slots.ts';
import { unknownService } from '../known-names.ts';

export interface FoundMigrations {
  readonly service: string;
  readonly repository: string;
  readonly migrations: MigrationsConfig;
  /** Where it is released with these migrations. */
  readonly slots: readonly SlotConfig[];
  /** Where the same files are run, whatever the speaker named or may: what they take away is taken away everywhere. */
  readonly everywhere: readonly SlotConfig[];
}

const verb = 'prepare-migration';

/** Whose migrations are meant, where the speaker may prepare them. */
export function findMigrations(call: Call, desk: Desk): FoundMigrations | Refusal {
  const { config } = desk;
  const { environment } = call.parsed.args;
  const service = call.parsed.args['service'] ?? onlyService(desk);
  if (typeof service !== 'string') return service;
  const all = config.slots.filter((slot) => slot.service === service);
  if (all.length === 0) return unknownService(config, service);
  const named = environment === undefined ? null : findSlotFor(withService(call, service), desk, verb);
  if (named !== null && 'kind' in named) return named;
  const slots = (named === null ? all : [named]).filter(({ migrations }) => migrations !== null);
  const [first] = slots;
  if (first === undefined) {
    return refuse(
      'no-migrations',
      `\`${service}\` says nothing of \`migrations\` in ${config.file}: name the folders of its forward and rollback migrations there. Nothing was tried.`,
    );
  }
  const allowed = slots.filter(
    (slot) => refuseAccess(desk.access, call.speaker, verb, slot.environment, slot.service) === null,
  );
  const [one, ...others] = allowed;
  if (one?.migrations == null) {
    return (
      refuseAccess(desk.access, call.speaker, verb, first.environment, first.service) ??
      refuse('not-allowed', 'You may not prepare migrations there.')
    );
  }
  if (others.some(({ migrations }) => JSON.stringify(migrations) !== JSON.stringify(one.migrations))) {
    const names = allowed.map((slot) => slot.environment).join(' or ');
    return refuse(
      'which-environment',
      `The migrations of \`${service}\` stand elsewhere in ${names}: say \`in ${one.environment}\`. Nothing was tried.`,
    );
  }
  const repository = config.repositories[service];
  if (repository === undefined) {
    return refuse(
      'no-repository',
      `\`${service}\` has no \`repository\` in ${config.file}, so there is nothing to compare. Say \`repository: owner/name\`.`,
    );
  }
  const same = JSON.stringify(one.migrations);
  const everywhere = all.filter(({ migrations }) => JSON.stringify(migrations) === same);
  return { service, repository, migrations: one.migrations, slots: allowed, everywhere };
}

/** The one service that has migrations. */
function onlyService({ config }: Desk): string | Refusal {
  const names = [
    ...new Set(config.slots.filter(({ migrations }) => migrations !== null).map(({ service }) => service)),
  ];
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  const sentence =
    only === undefined
      ? `No service says anything of \`migrations\` in ${config.file}. Nothing was tried.`
      : `Which service? Migrations have ${names.join(', ')}. Nothing was tried.`;
  return refuse(only === undefined ? 'no-migrations' : 'which-service', sentence);
}

function withService(call: Call, service: string): Call {
  return { ...call, parsed: { ...call.parsed, args: { ...call.parsed.args, service } } };
}
