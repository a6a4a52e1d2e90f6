import type { Config, SlotConfig } from '../config/config.ts';
import { usedWords } from '../core/judge/query-template.ts';
import { nearest } from '../core/nearest.ts';
import { listed } from '../core/prose.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { ExportedBudget } from '../render/export/budget-rules.ts';
import type { ExportedSlot } from '../render/export/exported-slot.ts';
import type { ExportWords } from './export-words.ts';

/** The services and environments that a line asks for, with the versions that its rules will speak of. */
export function exportedSlots(config: Config, words: ExportWords): readonly ExportedSlot[] | Refusal {
  const { service, environment } = words;
  const services = [...new Set(config.slots.map((slot) => slot.service as string))];
  const environments = [...new Set(config.slots.map((slot) => slot.environment as string))];
  if (service !== null && !services.includes(service)) return unknown('service', service, services);
  if (environment !== null && !environments.includes(environment)) {
    return unknown('environment', environment, environments);
  }
  const found = config.slots.filter(
    (slot) =>
      (service === null || slot.service === service) &&
      (environment === null || slot.environment === environment),
  );
  if (found.length === 0) {
    return refuse(
      'nothing-to-export',
      service === null || environment === null
        ? `${config.file} places no service in an environment, so there is no plan to export.`
        : `\`${service}\` does not run in \`${environment}\`.`,
    );
  }
  return found.map((slot) => ({
    service: slot.service,
    environment: slot.environment,
    canary: words.canary ?? theOther(slot),
    stable: words.stable ?? slot.stable.version,
    plan: slot.plan,
  }));
}

/** Where the file knows just one version besides stable, that one is the canary. */
function theOther({ versions, stable, anyVersion }: SlotConfig): string | null {
  const others = versions.filter(({ version }) => version !== stable.version);
  const [only] = others;
  return others.length === 1 && anyVersion === null ? (only?.version ?? null) : null;
}

/** A rule is about one canary: where a query names the version, somebody has to say which. */
export function missingCanary(config: Config, slots: readonly ExportedSlot[]): Refusal | null {
  for (const { service, environment, canary, plan } of slots) {
    const asking = plan.metrics.filter(
      ({ source }) =>
        source.kind === 'query' &&
        [source.query, source.requests, source.errors].some(
          (query) => query !== null && usedWords(query).has('version'),
        ),
    );
    if (canary !== null || asking.length === 0) continue;
    const slot = config.slots.find((one) => one.service === service && one.environment === environment);
    const known =
      slot?.versions.map(({ version }) => version as string).filter((one) => one !== slot.stable.version) ??
      [];
    const declared = known.length === 0 ? '' : ` Declared are ${listed(known)}.`;
    const names = listed(asking.map(({ name }) => `\`${name}\``));
    return refuse(
      'which-canary',
      `The queries of ${names} name the version, so rules for ${service} in ${environment} must know which version is released: say \`--canary VERSION\`.${declared} A query that tells the sides apart by \`{side}\` alone needs none.`,
    );
  }
  return null;
}

/** Rules for a version that nobody declared match nothing, unless it is declared later. */
export function undeclaredCanaries(config: Config, slots: readonly ExportedSlot[]): readonly string[] {
  return slots.flatMap(({ service, environment, canary }) => {
    const slot = config.slots.find((one) => one.service === service && one.environment === environment);
    const known = slot?.versions.map(({ version }) => version as string) ?? [];
    if (slot === undefined || slot.anyVersion !== null || canary === null || known.includes(canary))
      return [];
    const near = nearest(canary, known);
    const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
    return [
      `${config.file} declares no version \`${canary}\` of ${service} in ${environment}, so what is exported for it finds nothing until it runs.${hint}`,
    ];
  });
}

/** The error budgets of the services that are exported, in each of their environments. */
export function budgetsOf(config: Config, slots: readonly ExportedSlot[]): readonly ExportedBudget[] {
  return config.budgets.flatMap(({ budget, source, queries, services }) =>
    slots
      .filter(({ service }) => services.some((name) => name === service))
      .map(({ service, environment }) => ({ service, environment, budget, source, queries })),
  );
}

function unknown(what: string, word: string, known: readonly string[]): Refusal {
  const near = nearest(word, known);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  return refuse(
    `no-such-${what}`,
    `There is no ${what} \`${word}\`.${hint} ${known.length === 1 ? 'There is' : 'There are'} ${listed(known)}.`,
  );
}
