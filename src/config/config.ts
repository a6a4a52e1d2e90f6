import type {
  EnvironmentName,
  PersonId,
  PlaceName,
  RoleName,
  RouterName,
  ServiceName,
  VersionName,
} from '../core/ids.ts';
import type { PlanBody, Superseding, Target } from '../core/rollout/plan.ts';
import type { Millis } from '../core/time.ts';
import type { Slot } from '../ports/store.ts';
import type { Verb } from './schema/people.ts';
import type { SecretRef } from './schema/secret.ts';

/** Places on which people have accounts. */
export type AccountPlace = 'console' | 'terminal' | 'slack' | 'discord' | 'github';

export interface Person {
  readonly id: PersonId;
  /** For people to read; the id when none is declared. */
  readonly name: string;
  readonly roles: readonly RoleName[];
  /** Immutable ids; on the console and in the terminal the person's own id unless declared otherwise. */
  readonly accounts: Readonly<Partial<Record<AccountPlace, string>>>;
}

/** `anyone` is any declared person. */
export type Allowed = 'anyone' | readonly RoleName[];

/** What is not listed is refused. An environment's entry replaces the general one for that verb. */
export interface AccessTable {
  readonly general: Readonly<Partial<Record<Verb, Allowed>>>;
  readonly environments: Readonly<Record<string, Readonly<Partial<Record<Verb, Allowed>>>>>;
}

export interface Place {
  readonly name: PlaceName;
  readonly kind: 'console' | 'log';
}

export interface EmbeddedRouter {
  readonly name: RouterName;
  readonly kind: 'embedded';
  readonly listen: { readonly host: string; readonly port: number };
}

/** One or several HAProxies that serve the same routes. */
export interface HaproxyRouter {
  readonly name: RouterName;
  readonly kind: 'haproxy';
  /** Stats sockets or masters' command lines: a path or host:port each. */
  readonly sockets: readonly string[];
  /** Addresses of the built-in exporters. */
  readonly exporters: readonly string[];
  /** Where HAProxy loads the map from, when Belay may write it. */
  readonly mapFile: string | null;
}

export type RouterConfig = EmbeddedRouter | HaproxyRouter;

/** A server that answers queries. Its secrets are fetched when it is asked. */
export interface PrometheusConfig {
  readonly name: string;
  readonly kind: 'prometheus';
  readonly url: string;
  readonly token: SecretRef | null;
  readonly basic: { readonly user: string; readonly password: SecretRef } | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: Millis;
  readonly scrapeInterval: Millis;
}
export type SourceConfig = PrometheusConfig;

/** Alerts that an Alertmanager tells. */
export interface AlertmanagerSignals {
  readonly name: string;
  readonly kind: 'alertmanager';
  readonly token: SecretRef;
  /** Null counts every alert. */
  readonly severity: readonly string[] | null;
  readonly serviceLabel: string;
  readonly environmentLabel: string;
  readonly versionLabel: string | null;
  readonly event: string;
  readonly forgetAfter: Millis;
}

/** Reports of the team's own programs. */
export interface SignedSignals {
  readonly name: string;
  readonly kind: 'signed';
  readonly secret: SecretRef;
  readonly events: readonly string[];
}
export type SignalSourceConfig = AlertmanagerSignals | SignedSignals;

export interface Environment {
  readonly name: EnvironmentName;
  readonly production: boolean;
  readonly places: readonly PlaceName[];
}

/** One service in one environment, with everything a plan needs but the version. */
export interface SlotConfig extends Slot {
  /** Known versions, stable among them. */
  readonly versions: readonly Target[];
  /** Who serves everybody before the first rollout. */
  readonly stable: Target;
  /** The plan without what the version decides. */
  readonly plan: Omit<PlanBody, 'canary'>;
}

/** belay.yml, checked and resolved. */
export interface Config {
  readonly file: string;
  readonly name: string | null;
  readonly people: readonly Person[];
  readonly access: AccessTable;
  readonly places: readonly Place[];
  readonly routers: readonly RouterConfig[];
  readonly sources: readonly SourceConfig[];
  readonly signals: readonly SignalSourceConfig[];
  readonly environments: readonly Environment[];
  readonly services: readonly ServiceName[];
  readonly slots: readonly SlotConfig[];
}

/** What holds of a slot apart from the plan of one rollout. */
export interface SlotRules {
  readonly superseding: Superseding;
  readonly stable: Target;
  readonly production: boolean;
}

/** @returns null when the service does not run in that environment */
export function slotRules(config: Config, slot: Slot): SlotRules | null {
  const found = findSlot(config, slot);
  if (found === null) return null;
  const production = config.environments.some(
    ({ name, production }) => name === slot.environment && production,
  );
  return { superseding: found.plan.superseding, stable: found.stable, production };
}

export function findSlot(config: Config, slot: Slot): SlotConfig | null {
  const same = (one: Slot) => one.service === slot.service && one.environment === slot.environment;
  return config.slots.find(same) ?? null;
}

/** Versions of a service in an environment, in the order of the file. */
export function versionsOf(config: Config, slot: Slot): readonly VersionName[] {
  return findSlot(config, slot)?.versions.map(({ version }) => version) ?? [];
}
