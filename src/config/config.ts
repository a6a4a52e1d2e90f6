import type { RoleSource } from '../core/access/role-source.ts';
import type { BudgetQueries, ErrorBudget } from '../core/budget/budget.ts';
import type { FreezeWindow } from '../core/calendar/freeze.ts';
import type { Box } from '../core/checklist/box.ts';
import type { DeliveryTarget } from '../core/delivery/target.ts';
import type {
  EnvironmentName,
  PersonId,
  PlaceName,
  RoleName,
  RouterName,
  ServiceName,
  VersionName,
} from '../core/ids.ts';
import type { ChangeKind, NoticeTemplate } from '../core/notices/notice.ts';
import type { Ladder, Scope } from '../core/risk/assess.ts';
import type { Skip } from '../core/rollout/break-glass.ts';
import type { Gate } from '../core/rollout/gates/gate-plan.ts';
import type { PlanBody, Superseding, Target } from '../core/rollout/plan.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { Coach } from '../core/trains/coach.ts';
import type { Slot } from '../ports/store.ts';
import type { CalendarRef } from './schema/freezes.ts';
import type { Verb } from './schema/people.ts';
import type { SecretRef } from './schema/secret.ts';

/** Places on which people have accounts. */
export type AccountPlace = 'console' | 'terminal' | 'slack' | 'discord' | 'github' | 'pagerduty';

export interface Person {
  readonly id: PersonId;
  /** For people to read; the id when none is declared. */
  readonly name: string;
  readonly roles: readonly RoleName[];
  /** Immutable ids; on the console and in the terminal the person's own id unless declared otherwise. */
  readonly accounts: Readonly<Partial<Record<AccountPlace, string>>>;
  /** Null when nobody declared how to reach them. */
  readonly contact: Contact | null;
}

/** How and when somebody can be called. */
export interface Contact {
  readonly phone: string | null;
  readonly email: string | null;
  readonly available: 'always' | 'business-hours' | 'escalation-only';
}

/** A role that `roles` says more of than who was given it under `people`. */
export interface RoleConfig {
  readonly name: RoleName;
  /** Whoever one of these has holds the role; empty when it is held by declaration alone. */
  readonly sources: readonly RoleSource[];
  readonly contact: Contact | null;
}

/** `anyone` is any declared person. */
export type Allowed = 'anyone' | readonly RoleName[];

/** What is not listed is refused. An environment's entry replaces the general one for that verb. */
export interface AccessTable {
  readonly general: Readonly<Partial<Record<Verb, Allowed>>>;
  readonly environments: Readonly<Record<string, Readonly<Partial<Record<Verb, Allowed>>>>>;
}

/** A place that Belay itself hosts. */
export interface OwnPlace {
  readonly name: PlaceName;
  readonly kind: 'console' | 'log';
}

/** A channel of a Slack workspace, reached over HTTP (`signingSecret`), Socket Mode (`appToken`) or both. */
export interface SlackPlace {
  readonly name: PlaceName;
  readonly kind: 'slack';
  /** Ids, never names. */
  readonly team: string;
  readonly channel: string;
  readonly token: SecretRef;
  readonly signingSecret: SecretRef | null;
  readonly appToken: SecretRef | null;
  /** Where the API is when it is another one than Slack's own. */
  readonly apiUrl: string | null;
}

/** A channel of a Discord guild; interactions come over the gateway, and over HTTP when there is a public key. */
export interface DiscordPlace {
  readonly name: PlaceName;
  readonly kind: 'discord';
  readonly guild: string;
  readonly channel: string;
  readonly token: SecretRef;
  readonly publicKey: string | null;
  readonly apiUrl: string | null;
}

/** Pull requests, deployments and checks of repositories, through a GitHub App. */
export interface GithubPlace {
  readonly name: PlaceName;
  readonly kind: 'github';
  /** `owner/name` */
  readonly repositories: readonly string[];
  readonly app: string;
  readonly privateKey: SecretRef;
  readonly webhookSecret: SecretRef;
  /** Names that are answered besides `@belay`, without the `@`. */
  readonly mentions: readonly string[];
  /** Whether commands count on pull requests from forks. */
  readonly forks: boolean;
  readonly apiUrl: string | null;
}

/** An issue for each request for approval. */
export interface GithubIssuePlace {
  readonly name: PlaceName;
  readonly kind: 'github-issue';
  readonly repository: string;
  readonly labels: readonly string[];
  /** The GitHub place whose App opens them. */
  readonly app: PlaceName;
}

/** Gets notices to customers as signed posts. */
export interface PostedPlace {
  readonly name: PlaceName;
  readonly kind: 'webhook' | 'in-app' | 'blog';
  readonly url: string;
  readonly secret: SecretRef;
}

export interface StatusPagePlace {
  readonly name: PlaceName;
  readonly kind: 'status-page';
  readonly components: readonly string[];
  readonly provider:
    | {
        readonly kind: 'statuspage';
        readonly page: string;
        readonly token: SecretRef;
        /** Where the API is when it is another one than Atlassian's own. */
        readonly apiUrl: string | null;
      }
    | { readonly kind: 'http'; readonly url: string; readonly secret: SecretRef };
}

export interface EmailPlace {
  readonly name: PlaceName;
  readonly kind: 'email';
  readonly to: readonly string[];
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly onThisMachine: boolean;
  /** Null where the server asks for nobody. */
  readonly account: { readonly user: string; readonly password: SecretRef } | null;
}

/** Its readers are customers: it gets notices alone. */
export type NoticePlace = PostedPlace | StatusPagePlace | EmailPlace;

/** Calls whoever is on call. */
export interface PagerPlace {
  readonly name: PlaceName;
  readonly kind: 'pager';
  readonly provider:
    | {
        readonly kind: 'pagerduty';
        /** Routing key of the Events API v2. */
        readonly key: SecretRef;
        /** Of the REST API, which knows the schedules; null when they are not read. */
        readonly token: SecretRef | null;
        readonly schedule: string | null;
        /** Where its events go when that is another address than PagerDuty's own. */
        readonly eventsUrl: string | null;
        /** Where its REST API is when that is another address than PagerDuty's own. */
        readonly apiUrl: string | null;
      }
    | { readonly kind: 'webhook'; readonly url: string; readonly secret: SecretRef };
}

export type Place =
  | OwnPlace
  | SlackPlace
  | DiscordPlace
  | GithubPlace
  | GithubIssuePlace
  | PagerPlace
  | NoticePlace;

const noticeKinds: ReadonlySet<string> = new Set<NoticePlace['kind']>([
  'webhook',
  'in-app',
  'blog',
  'status-page',
  'email',
]);

/** Whether places of this kind get notices to customers, and nothing else. */
export function isForNotices(kind: string): boolean {
  return noticeKinds.has(kind);
}

/** What begins a rollout besides a command. */
export interface Trigger extends Slot {
  readonly on: 'merge' | 'release';
  /** Merges into this branch; null for releases. */
  readonly branch: string | null;
}

/** Several services that are released together, in order. */
export interface TrainConfig {
  readonly name: string;
  /** Services of one position go together. */
  readonly order: readonly (readonly ServiceName[])[];
  readonly onFailure: Coach['onFailure'];
  readonly approval: Coach['approval'];
  readonly follows: Coach['follows'];
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
  /** Whether they are incidents, which can stop releases. */
  readonly incidents: boolean;
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

/** How `belay export prometheus-rules` writes. */
export interface AlertRulesConfig {
  readonly file: string;
  /** Of a `PrometheusRule` object; null for a plain rule file. */
  readonly namespace: string | null;
  readonly interval: Millis | null;
  /** For rules that have no `for` of their own; 0 for none. */
  readonly sustained: Millis;
  readonly labels: Readonly<Record<string, string>>;
}

/** An error budget, where it is read, and where it counts. */
export interface BudgetConfig {
  readonly budget: ErrorBudget;
  /** Name of the metric server. */
  readonly source: string;
  readonly queries: BudgetQueries;
  readonly services: readonly ServiceName[];
  /** Environments in which it stops releases; in the others it is only shown. */
  readonly gates: readonly EnvironmentName[];
}

export interface Environment {
  readonly name: EnvironmentName;
  readonly production: boolean;
  readonly places: readonly PlaceName[];
  readonly freezes: readonly FreezeWindow[];
  readonly calendars: readonly FreezeCalendar[];
  /** Whether an open incident stops new rollouts and new stages. */
  readonly freezeOnIncident: boolean;
}

/** A calendar whose events are freeze windows. */
export interface FreezeCalendar {
  /** What people call it. */
  readonly label: string;
  readonly source: CalendarRef;
  /** Of events that name none. */
  readonly zone: string;
  /** Whether it counts as frozen while it could never be read. */
  readonly required: boolean;
}

/** Where a service's migrations stand in its repository. */
export interface MigrationsConfig {
  readonly forward: string;
  readonly rollback: string;
  /** File with the whole schema; null when there is none. */
  readonly schema: string | null;
  readonly pullRequest: boolean;
}

/** A tier of risk in one slot. */
export interface TierConfig {
  readonly name: string;
  /** The plan of releases of this tier, with its holds made longer and its checklist, without what the version decides. */
  readonly plan: Omit<PlanBody, 'canary'>;
  /** Who must agree before anything begins. */
  readonly approvals: readonly Gate[];
  readonly signOffs: readonly RoleName[];
  /** How long before the start it is announced, and through which places besides the plan's; null for no notice. */
  readonly notice: {
    readonly ahead: Millis;
    readonly through: readonly PlaceName[];
    readonly to: string;
  } | null;
  readonly firstIn: EnvironmentName | null;
  /** It goes first here and no customer meets it, so nobody is asked and nobody told ahead. */
  readonly rehearsed: boolean;
  /** What it asks for that stands nowhere else in the plan, for people. */
  readonly demands: readonly string[];
}

/** Changed paths that make a tier. */
export interface ScopeConfig extends Scope {
  readonly approvals: readonly Gate[];
  readonly boxes: readonly Box[];
}

export interface RiskConfig {
  readonly ladder: Ladder;
  /** From low to high. */
  readonly tiers: readonly TierConfig[];
  readonly scopes: readonly ScopeConfig[];
  /** What gates have that nothing says more of. */
  readonly gate: Gate;
}

/** One service in one environment, with everything a plan needs but the version. */
export interface SlotConfig extends Slot {
  /** Known versions, stable among them. */
  readonly versions: readonly Target[];
  /** Address of every other version, with `{version}` in it; null when only those above can be released. */
  readonly anyVersion: string | null;
  /** Who serves everybody before the first rollout. */
  readonly stable: Target;
  /** The plan without what the version decides. */
  readonly plan: Omit<PlanBody, 'canary'>;
  /** Null when it has none. */
  readonly migrations: MigrationsConfig | null;
  /** Null where no tiers are declared. */
  readonly risk: RiskConfig | null;
  /** Where a version must have completed before it comes here; null when it may come at once. */
  readonly firstIn: EnvironmentName | null;
}

/** What a model costs, in US dollars for a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
}

/** The language model that drafts. Its key is fetched when it is asked. */
export interface ModelConfig {
  readonly provider: 'anthropic';
  readonly apiKey: SecretRef;
  /** Where the API is when it is another one than the provider's own. */
  readonly baseUrl: string | null;
  readonly names: { readonly small: string; readonly large: string };
  readonly pricesAsOf: Instant;
  /** Of both models in `names`. */
  readonly prices: { readonly small: TokenPrices; readonly large: TokenPrices };
  /** US dollars; days are UTC. */
  readonly caps: { readonly rollout: number; readonly person: number; readonly day: number };
  /** The most that one document may take; null leaves it to its prompt. */
  readonly timeout: Millis | null;
}

/** How documents reach people. What is written when stands in each plan. */
export interface DocumentsConfig {
  /** Every report goes to the places as PDF too. */
  readonly pdf: boolean;
  /** Connection URL of what the verification script's queries read; null when it has none. */
  readonly database: SecretRef | null;
  /** Questions that the help suggests, besides what can always be asked. */
  readonly questions: readonly string[];
}

/** What customers are told, and of what. */
export interface CommunicationsConfig {
  readonly neededFor: readonly ChangeKind[];
  /** Those of the file and the built-in ones, by distinct names. */
  readonly templates: readonly NoticeTemplate[];
}

/** Deployments past the safeguards. */
export interface BreakGlassConfig {
  readonly who: Allowed;
  readonly skips: readonly Skip[];
  readonly secondPerson: boolean;
  readonly reviewWithin: Millis;
  /** Places where people talk. */
  readonly announce: readonly PlaceName[];
  readonly pagers: readonly PlaceName[];
}

/** An HTTP endpoint that takes all traffic back. */
export interface KillSwitchConfig {
  readonly path: string;
  readonly token: SecretRef;
  /** Whose holders may be its operator. */
  readonly roles: readonly RoleName[];
  /** Fields of which one must be there; any when empty. */
  readonly oneOf: readonly ('operator' | 'version')[];
}

/** A path of belay.yml that does what a built-in one does. */
export interface ApiRoute {
  readonly does: 'deploy' | 'status' | 'rollback' | 'metrics';
  readonly path: string;
}

/** belay.yml, checked and resolved. */
export interface Config {
  readonly file: string;
  readonly name: string | null;
  readonly people: readonly Person[];
  readonly roles: readonly RoleConfig[];
  readonly access: AccessTable;
  readonly places: readonly Place[];
  readonly routers: readonly RouterConfig[];
  readonly sources: readonly SourceConfig[];
  readonly signals: readonly SignalSourceConfig[];
  readonly environments: readonly Environment[];
  readonly services: readonly ServiceName[];
  /** Where the code of services stands: `owner/name` by service. */
  readonly repositories: Readonly<Partial<Record<string, string>>>;
  readonly triggers: readonly Trigger[];
  readonly trains: readonly TrainConfig[];
  readonly budgets: readonly BudgetConfig[];
  readonly slots: readonly SlotConfig[];
  /** Null when the file says nothing of them. */
  readonly alertRules: AlertRulesConfig | null;
  readonly documents: DocumentsConfig;
  readonly communications: CommunicationsConfig;
  /** A dead man's switch; null when there is none. */
  readonly heartbeat: { readonly url: SecretRef; readonly every: Millis } | null;
  /** Null when nobody may. */
  readonly breakGlass: BreakGlassConfig | null;
  readonly deliveryTargets: readonly DeliveryTarget[];
  /** Null when templates draft alone. */
  readonly model: ModelConfig | null;
  /** Null leaves it to tokens. */
  readonly killSwitch: KillSwitchConfig | null;
  readonly apiRoutes: readonly ApiRoute[];
}

/** Stands for the version in `*` of a service's versions. */
export const versionMark = '{version}';

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
