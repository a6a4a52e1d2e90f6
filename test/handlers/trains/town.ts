import type { RolloutId } from '../../../src/core/ids.ts';
import type { PhaseKind } from '../../../src/core/rollout/state.ts';
import type { Coach } from '../../../src/core/trains/coach.ts';
import type { Router, TrafficMetrics } from '../../../src/ports/router.ts';
import { type MemoryRouter, memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const services = ['db', 'api', 'web'] as const;
export type Service = (typeof services)[number];

const service = (name: string, port: number) => `  ${name}:
    versions: { v1: "http://127.0.0.1:${port}", v2: "http://127.0.0.1:${port + 1}" }
    stable: v1
    traffic: { router: ${name} }
    plan: quick
`;

/** Three services that one train releases; `gate` is added to the first stage of each. */
export const town = ({ train = '', gate = '' } = {}) => `version: 1
people:
  ana: { roles: [developer] }
  bo: { roles: [lead] }
  cy: { roles: [lead] }
  dee: {}
access:
  status: anyone
  deploy: [developer, lead]
  rollback: lead
  pause: lead
  resume: lead
  promote: lead
  approve: lead
  reject: lead
places:
  console: { kind: console }
routers:
  db: { kind: embedded, listen: "127.0.0.1:8080" }
  api: { kind: embedded, listen: "127.0.0.1:8081" }
  web: { kind: embedded, listen: "127.0.0.1:8082" }
environments:
  demo: { places: [console] }
plans:
  quick:
    evaluation: { interval: 1s, window: 5s }
    stages:
      - { weight: 10%, hold: 5s${gate} }
      - { weight: 100%, hold: 5s }
    rollback_when: [error-rate > 20% instant, error-rate > 5% for 3s]
services:
${service('db', 9001)}${service('api', 9011)}${service('web', 9021)}trains:
  town: { order: [db, api, web]${train} }
`;

export interface Town {
  readonly world: World;
  readonly routers: Readonly<Record<Service, MemoryRouter>>;
  /** Every split or way back that routers were told, in their order: `api back`, `api 10`. */
  readonly told: string[];
  /** Sends the train and gives its rollouts. */
  leave(text?: string): Promise<Members>;
  phase(id: RolloutId): Promise<PhaseKind | undefined>;
  until(done: () => Promise<boolean>): Promise<void>;
}

export interface Members extends Readonly<Record<Service, RolloutId>> {
  readonly coach: Coach;
}

export async function openTown(configuration: string): Promise<Town> {
  const told: string[] = [];
  const routers = { db: memoryRouter(), api: memoryRouter(), web: memoryRouter() };
  const of = ({ route }: { readonly route: string }): MemoryRouter => routers[route as Service];
  const router: Router & TrafficMetrics = {
    async apply(routing, wanted, fence) {
      await of(routing).apply(routing, wanted, fence);
      const word = `${routing.route} ${wanted.kind === 'split' ? wanted.weight : `all ${wanted.stable.version}`}`;
      if (told.findLast((one) => one.startsWith(`${routing.route} `)) !== word) told.push(word);
    },
    read: (routing) => of(routing).read(routing),
    observe: (routing, ...rest) => of(routing).observe(routing, ...rest),
    measure: (routing, ...rest) => of(routing).measure(routing, ...rest),
    totals: (routing, ...rest) => of(routing).totals(routing, ...rest),
    undoByHand: () => [],
  };
  const world = await openWorld(configuration, router);
  return {
    ...{ world, routers, told },
    async leave(text = 'train town db=v2 api=v2 web=v2') {
      const lead = await world.rolloutOf(text);
      const coach = (await world.wired.ledger.load(lead))?.train;
      if (coach == null) throw new Error(`${text} made no train`);
      const idOf = (name: Service) => {
        const found = coach.members.find((one) => one.service === name)?.rollout;
        return found ?? lead;
      };
      return { coach, db: idOf('db'), api: idOf('api'), web: idOf('web') };
    },
    phase: async (id) => (await world.store.find(id))?.phase,
    until: (done) => world.workUntil(done),
  };
}
