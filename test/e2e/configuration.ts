import { stringify } from 'yaml';

/** One service of a test: a router of its own, so that scenarios do not disturb each other. */
export interface TestService {
  readonly name: string;
  readonly port: number;
  readonly versions: Readonly<Record<string, number>>;
  readonly stable: string;
  /** Keys of the service that differ from the usual ones. */
  readonly service?: Readonly<Record<string, unknown>>;
  /** Keys of its plan that differ. */
  readonly plan?: Readonly<Record<string, unknown>>;
}

const everything = [
  'status',
  'report',
  'audit',
  'note',
  'rollback',
  'deploy',
  'promote',
  'promote-all',
  'pause',
  'resume',
  'approve',
  'reject',
  'lock',
  'unlock',
];

/** Stages that last seconds, measured twice a second. */
export const quickStages = [
  { weight: '20%', hold: '2s' },
  { weight: '50%', hold: '1s' },
  { weight: '100%', hold: '1s' },
];

const quickPlan = {
  evaluation: { interval: '500ms', window: '3s', minimum_requests: 20 },
  stages: quickStages,
  rollback_when: ['error-rate > 10% for 1s'],
  promote_when: ['error-rate < 5%'],
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  unmet: { extend_by: '2s', times: 5, then: 'roll_back' },
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  no_data: { after: '20s', then: 'roll_back' },
};

/**
 * A belay.yml of several services, with people: ana is a developer, bo and di are release managers, cy may only read
 * and note.
 * @param edge the router before all of them; without one each has an embedded proxy of its own
 */
export function configuration(
  services: readonly TestService[],
  edge: Readonly<Record<string, unknown>> | null = null,
): string {
  return stringify({
    version: 1,
    people: {
      ana: { name: 'Ana Lima', roles: ['developer'] },
      bo: { name: 'Bo Chen', roles: ['release-manager'] },
      di: { name: 'Di Evans', roles: ['release-manager'] },
      cy: { name: 'Cy Diaz', roles: [] },
    },
    access: Object.fromEntries(everything.map((verb) => [verb, grant(verb)])),
    places: { console: { kind: 'console' } },
    routers: edge === null ? proxies(services) : { edge },
    environments: { demo: { places: ['console'] } },
    services: Object.fromEntries(
      services.map((one) => [one.name, serviceOf(one, edge === null ? `edge-${one.name}` : 'edge')]),
    ),
  });
}

function proxies(services: readonly TestService[]) {
  return Object.fromEntries(
    services.map(({ name, port }) => [`edge-${name}`, { kind: 'embedded', listen: `127.0.0.1:${port}` }]),
  );
}

function grant(verb: string): string | readonly string[] {
  if (['status', 'report', 'note'].includes(verb)) return 'anyone';
  return ['developer', 'release-manager'];
}

function serviceOf({ versions, stable, service = {}, plan = {} }: TestService, router: string) {
  const { traffic, ...others } = service;
  return {
    versions: Object.fromEntries(
      Object.entries(versions).map(([version, port]) => [version, `http://127.0.0.1:${port}`]),
    ),
    stable,
    traffic: {
      router,
      sticky: { cookie: 'shop-side', for: '24h' },
      header: 'X-Canary-Version',
      ...(traffic as object | undefined),
    },
    plan: { ...quickPlan, ...plan },
    keep_previous: '10m',
    ...others,
  };
}
