import { error, type Mistake, type Path } from './mistake.ts';

/** A key, or a value of a key, that the language has and Belay cannot do yet. */
export interface Unsupported {
  /** Keys from the root, `*` for any one key or index. */
  readonly path: string;
  /** Only this value is not supported; without it the key itself. */
  readonly value?: string | boolean;
  /** What people call it; the sentence says that it is not supported yet. */
  readonly what: string;
}

const plans = ['plans.*', 'services.*.plan', 'services.*.environments.*.plan'];
const placed = ['services.*', 'services.*.environments.*'];
const accesses = ['access', 'environments.*.access'];
const stages = plans.map((plan) => `${plan}.stages.*`);
const ruleLists = ['rollback_when', 'pause_when', 'warn_when', 'promote_when'];

/** The one place that says what is not built yet. An entry goes when its part comes. */
export const unsupported: readonly Unsupported[] = [
  keys('', {
    rehearsals: 'Rehearsals by name are',
  }),
  keys('delivery_targets', {
    availability: 'A target for availability while deploying is',
    error_rate: 'A target for the error rate while deploying is',
    latency_degradation: 'A target for latency while deploying is',
    report: 'Reporting further figures is',
  }),
  keys('documents', {
    'final_report.sections': 'Choosing the sections of the report is',
  }),
  keys('api.routes', { 'blue-green': 'blue-green is' }),
  keys('records', {
    deployment_log: 'A deployment log is',
    git_tag: 'Setting a tag is',
    on_completion: 'Choosing what is tidied up at completion is',
    retrospective: 'Scheduling a retrospective is',
  }),
  keys('observability', {
    tracing: 'Tracing is',
    logs: 'Log levels during a rollout are',
    dashboards: 'Listing dashboards is',
    terminal: 'Choosing what the terminal monitor shows is',
    error_patterns: 'Grouping errors is',
    latency_by: 'Breaking latency down is',
    sampled_sessions: 'Looking at user sessions is',
    slow_queries_over: 'Listing slow queries is',
    traffic_patterns: 'Looking at patterns of the traffic is',
  }),
  accesses.flatMap((at) => keys(at, {})),
  values('places.*.kind', {
    social: 'Social networks are',
  }),
  keys('places.*', { update_every: 'Refreshing a status page without a notice is' }),
  values('routers.*.kind', {
    'kubernetes-gateway': 'The Kubernetes Gateway API is',
    istio: 'Istio is',
    'ingress-nginx': 'ingress-nginx is',
    'aws-alb': 'The AWS load balancer is',
    'cloud-run': 'Cloud Run is',
    http: 'A router with an HTTP API is',
  }),
  values('triggers.*.on', {
    manual: 'A trigger for what people type is never needed, and with conditions is',
    mention: 'A trigger for mentions is never needed, and with conditions is',
  }),
  keys('environments.*', {
    cloud_identity: 'Cloud identity is',
  }),
  [{ path: 'environments.*.auto_rollback', value: false, what: 'Switching automatic rollback off is' }],
  values('sources.*.kind', { datadog: 'Datadog is', cloudwatch: 'AWS CloudWatch is' }),
  values('metrics.*.kind', { probes: 'The share of passing probes as a metric is' }),
  placed.flatMap((at) => [
    ...values(`${at}.strategy`, {
      'blue-green': 'blue-green is',
      shadow: 'Shadow traffic is',
      direct: 'A direct release is',
    }),
    ...keys(at, {
      workload: 'Bringing versions up and down is',
      'migrations.when': 'Asking for a migration by changed paths is',
      blue_green: 'blue-green is',
      shadow: 'Shadow traffic is',
      checkpoint: 'A checkpoint is',
      'traffic.mirror': 'Mirroring is',
      'traffic.verify_split': 'Choosing whether the split is verified is',
      'traffic.rebalance': 'Choosing whether drift is corrected is',
      'probes.*.status': 'Expecting a certain status of a probe is',
      'probes.*.body': 'Expecting fields in the answer of a probe is',
    }),
  ]),
  placed.map((at) => ({
    path: `${at}.migrations.dry_run`,
    value: false,
    what: 'Leaving the scratch database out is',
  })),
  keys('services.*', {
    owner: 'An owner of a service is',
    kind: 'A kind of service is',
  }),
  plans.flatMap((at) =>
    keys(at, {
      target: 'A target for the whole rollout is',
      'rollback.gradual.over': 'Going down evenly over a time is',
      'rollback.target': 'A target for the rollback is',
      'rollback.afterwards.wait': 'Looking again after a rollback is',
      'rollback.afterwards.expect': 'Expecting something of stable after a rollback is',
      'rollback.afterwards.no_open_incident': 'Looking for open incidents after a rollback is',
      'rollback.afterwards.analyse': 'Choosing how far the failure analysis looks back is',
    }),
  ),
  stages.flatMap((at) =>
    keys(at, {
      'requires.report': 'Requiring that a report was read is',
      'requires.suites': 'Requiring validation suites is',
      opening: 'An opening with rules of its own is',
      watch: 'A longer watch is',
      validate: 'Performance validation is',
    }),
  ),
  [...plans, ...stages].flatMap((at) => [
    ...keys(at, { critical_when: 'Critical alerts without a rollback are' }),
    ...ruleLists.flatMap((list) =>
      keys(`${at}.${list}.*`, { tell: 'Telling somebody of one rule is', name: 'A name for a rule is' }),
    ),
  ]),
].flat();

function keys(at: string, named: Readonly<Record<string, string>>): readonly Unsupported[] {
  return Object.entries(named).map(([key, what]) => ({ path: at === '' ? key : `${at}.${key}`, what }));
}

function values(path: string, named: Readonly<Record<string, string>>): readonly Unsupported[] {
  return Object.entries(named).map(([value, what]) => ({ path, value, what }));
}

export const notSupportedYet = 'not-supported-yet';

/** Everything in the data that Belay would otherwise silently ignore. */
export function unsupportedMistakes(data: unknown): readonly Mistake[] {
  return unsupported.flatMap((entry) =>
    placesOf(data, entry.path.split('.'), [])
      .filter(({ value }) => entry.value === undefined || entry.value === value)
      .map(({ path }) =>
        error(path, notSupportedYet, `${entry.what} not supported yet.`, {
          at: entry.value === undefined ? 'key' : 'value',
          expected: 'something that is supported',
        }),
      ),
  );
}

function placesOf(
  data: unknown,
  pattern: readonly string[],
  path: Path,
): readonly { path: Path; value: unknown }[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return [{ path, value: data }];
  if (typeof data !== 'object' || data === null) return [];
  const index = (key: string) => (Array.isArray(data) ? Number(key) : key);
  return Object.entries(data)
    .filter(([key]) => first === '*' || first === key)
    .flatMap(([key, value]) => placesOf(value, rest, [...path, index(key)]));
}
