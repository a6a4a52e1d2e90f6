import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { commands } from '../../../commands/registry.ts';
import { longestWebhook } from '../../../handlers/github/listen.ts';
import { type GithubHandler, openGithubHandler } from '../../../handlers/github/open-github.ts';
import { createHear, type Hear } from '../../../handlers/hear/hear.ts';
import { placeRoutes } from '../../../handlers/http/routes/places.ts';
import { openGithub } from '../../../src/adapters/place/github/client.ts';
import type { GithubPlace } from '../../../src/config/config.ts';
import type { ProtectedRun } from '../../../src/ports/protection.ts';
import type { RolloutRow } from '../../../src/ports/store.ts';
import type { ApprovalOf } from '../../../src/render/github/approval-key.ts';
import { aLog } from '../../builders/log.ts';
import type { Delivery, DeliveryOver } from '../../doubles/github/hook.ts';
import { closedPullPayload, commentPayload } from '../../doubles/github/payloads.ts';
import type { Account, Comment, Pull, Repository } from '../../doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../../doubles/github/start-github.ts';
import {
  addAccount,
  addCollaborator,
  addComment,
  addPull,
  addRepository,
} from '../../doubles/github/state.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const configuration = `version: 1
people:
  ana: { roles: [developer], accounts: { github: "501" } }
  bo: { roles: [lead], accounts: { github: "502" } }
  cy: { roles: [lead], accounts: { github: "503" } }
access:
  status: anyone
  deploy: [developer, lead]
  approve: lead
  reject: lead
  rollback: lead
  pause: lead
  resume: lead
places:
  console: { kind: console }
  gh:
    kind: github
    repository: [acme/shop, acme/tools]
    app: "4711"
    private_key: { env: APP_KEY }
    webhook_secret: { env: HOOK_SECRET }
    mention: ["@claude"]
    forks: FORKS
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
environments:
  demo: { places: [console] }
triggers:
  - { on: merge, branch: main, service: shop, environment: demo }
  - { on: release, service: shop, environment: demo }
services:
  shop:
    repository: acme/shop
    versions: { v1: "http://127.0.0.1:4101", "*": "http://{version}.internal:4100" }
    stable: v1
    traffic: { router: edge }
    superseding: queue
    plan:
      evaluation: { interval: 1s, window: 5s }
      stages:
        - { weight: 10%, hold: 10s, then: { approvals: 1, of: lead } }
        - { weight: 100%, hold: 10s }
      rollback_when: [error-rate > 20% instant]
      promote_when: [error-rate < 2%]
`;

export const hookSecret = 'a secret between GitHub and Belay';

/** Belay as it hears GitHub: real store, real clients, webhooks over real HTTP; only GitHub itself is a double. */
export interface GithubWorld extends AsyncDisposable {
  readonly world: World;
  readonly github: GithubDouble;
  readonly handler: GithubHandler;
  readonly shop: Repository;
  readonly ana: Account;
  readonly bo: Account;
  readonly log: ReturnType<typeof aLog>;
  readonly protectedRuns: ProtectedRun[];
  /** While this is not settled, commands take their time. */
  readonly held: { until: Promise<unknown> | null };
  /** Issues that were opened for a request for approval, by thread. */
  readonly approvalIssues: Map<string, ApprovalOf>;
  readonly url: string;
  pull(over?: Partial<Omit<Pull, 'head'>> & { readonly head?: Partial<Pull['head']> }): Pull;
  /** Somebody comments, GitHub tells Belay, and Belay does what it does about it. */
  comment(pull: Pick<Pull, 'number'>, body: string, by?: Account, over?: DeliveryOver): Promise<Said>;
  merged(pull: Pull, sender?: Account, over?: DeliveryOver): Promise<Delivery>;
  /** Another bot on the same store, as after a restart. */
  anotherBot(): { readonly hear: Hear; readonly handler: GithubHandler };
  rollouts(): Promise<readonly RolloutRow[]>;
  /** What Belay has written into a thread. */
  answers(pull: Pick<Pull, 'number'>): readonly string[];
  reactions(comment: Pick<Comment, 'id'>): readonly string[];
  idle(): Promise<void>;
}

export interface Said {
  readonly comment: Comment;
  readonly delivery: Delivery;
}

export async function openGithubWorld({ forks = false } = {}): Promise<GithubWorld> {
  const world = await openWorld(configuration.replace('FORKS', String(forks)), memoryRouter());
  const github = await startGithub({ clock: world.now });
  const shop = addRepository(github.state, 'acme/shop');
  addRepository(github.state, 'acme/tools');
  const ana = addAccount(github.state, { login: 'ana-on-github', id: 501 });
  const bo = addAccount(github.state, { login: 'bo-on-github', id: 502 });
  addCollaborator(shop, ana, 'write');
  addCollaborator(shop, bo, 'maintain');
  const log = aLog();
  const protectedRuns: ProtectedRun[] = [];
  const approvalIssues: GithubWorld['approvalIssues'] = new Map();
  const place = world.config.places.find((one): one is GithubPlace => one.kind === 'github');
  if (place === undefined) throw new Error('the configuration has no place on GitHub');
  const specs = commands.map(({ spec }) => spec);
  const bots: Hear[] = [];
  const held: GithubWorld['held'] = { until: null };

  function openBot() {
    const hear: Hear = createHear({
      inbox: world.store.inbox,
      speak: async (utterance) => {
        await held.until;
        return world.wired.speak(utterance);
      },
      specs,
      places: () => world.config.places.map(({ name }) => name),
      workerOf: () => handler.work,
      newHolder: () => `bot-${bots.length}`,
      clock: world.now,
      log,
    });
    bots.push(hear);
    const handler = openGithubHandler({
      place: place as GithubPlace,
      config: world.config,
      specs,
      secret: hookSecret,
      hear,
      client: openGithub({ app: '4711', privateKey: github.key.privateKey, apiUrl: github.url }),
      protect: async (run) => void protectedRuns.push(run),
      rollouts: world.store,
      ledger: world.wired.ledger,
      storeAnswers: world.wired.lastKnown.answers,
      requestIn: async (thread) => approvalIssues.get(thread) ?? null,
      originOf: async (rollout) => (await world.wired.ledger.load(rollout))?.origin ?? null,
      linkOf: () => null,
      clock: world.now,
      log,
    });
    return { hear, handler };
  }

  const first = openBot();
  const server = fastify({ forceCloseConnections: true });
  placeRoutes(server, [
    { place: place.name, kind: 'buffered', bodyLimit: longestWebhook, listen: first.handler.listen },
  ]);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/places/gh`;
  github.hook.target = { url, secret: hookSecret };
  const idle = async () => {
    for (const bot of bots) await bot.idle();
  };

  return {
    world,
    github,
    handler: first.handler,
    shop,
    ana,
    bo,
    log,
    protectedRuns,
    approvalIssues,
    held,
    url,
    pull: (over = {}) => addPull(github.state, shop, { author: ana, ...over }),
    async comment({ number }, body, by = ana, over = {}) {
      world.later(1000);
      const comment = addComment(github.state, shop, { issue: number, author: by, body });
      const delivery = await github.hook.send('issue_comment', commentPayload(shop, comment), over);
      await idle();
      return { comment, delivery };
    },
    async merged(pull, sender = ana, over = {}) {
      const delivery = await github.hook.send('pull_request', closedPullPayload(shop, pull, sender), over);
      await idle();
      return delivery;
    },
    anotherBot: openBot,
    rollouts: () => world.store.recent({}, 100),
    answers: ({ number }) =>
      [...shop.comments.values()]
        .filter(({ issue, author }) => issue === number && author.id === github.state.bot.id)
        .map(({ body }) => body),
    reactions: ({ id }) =>
      shop.reactions.filter(({ comment }) => comment === id).map(({ content }) => content),
    idle,
    async [Symbol.asyncDispose]() {
      await idle();
      await server.close();
      await github[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
