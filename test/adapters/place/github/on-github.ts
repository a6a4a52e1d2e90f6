import { openGithub } from '../../../../src/adapters/place/github/client.ts';
import { createGithubPlace } from '../../../../src/adapters/place/github/place.ts';
import type { Card } from '../../../../src/core/card/card.ts';
import type { DocumentTree } from '../../../../src/core/documents/tree.ts';
import { PlaceName } from '../../../../src/core/ids.ts';
import type { Recorded } from '../../../../src/core/rollout/events.ts';
import type { PostedMessage } from '../../../../src/ports/store.ts';
import { aLog } from '../../../builders/log.ts';
import { noon, rolloutId } from '../../../builders/rollout.ts';
import { startGithub } from '../../../doubles/github/start-github.ts';
import { addAccount, addPull, addRepository } from '../../../doubles/github/state.ts';
import { aCard } from '../../../render/github/a-card.ts';
import { memoryPosts } from '../memory-posts.ts';

export const name = PlaceName.parse('github');

/** A GitHub place against the double, with one pull request that a rollout was asked for in, on a clock that tests move. */
export async function onGithub() {
  const time = { now: Date.now() };
  const clock = () => time.now;
  const github = await startGithub({ clock });
  const repository = addRepository(github.state, 'acme/shop');
  const pull = addPull(github.state, repository, { author: addAccount(github.state, { login: 'ada' }) });
  const posts = memoryPosts();
  const messages = memoryMessages();
  const waiting = new Map<number, { key: string; text: string }>();
  const log = aLog();
  const { privateKey } = github.key;
  const openClient = () => openGithub({ app: '4711', privateKey, apiUrl: github.url, timeout: 5000 });
  const client = openClient();
  const open = () =>
    createGithubPlace({
      name,
      repositories: ['acme/shop'],
      repositoryOf: (service) => (service === 'shop' ? 'Acme/Shop' : null),
      mention: 'belay',
      linkOf: (rollout) => `https://belay.example/#/${rollout}`,
      client,
      posts,
      messages,
      outbox: {
        waiting: async () => [...waiting.keys()].map((id) => ({ id, kind: 'line', dueAt: 0 })),
        row: async (id) => {
          const { key = '', text = '' } = waiting.get(id) ?? {};
          return { id, key, attempts: 0, item: { kind: 'line', rollout: rolloutId, place: name, text } };
        },
      },
      events: {
        events: async () => [
          { seq: 3, at: noon, actor: { kind: 'belay' }, event: { kind: 'safe' } } as Recorded,
        ],
      },
      turn: async () => undefined,
      clock,
      log,
    });
  const ofPull = (overrides: Partial<Card> = {}) =>
    aCard({
      source: { repository: 'acme/shop', commit: pull.head.sha, pull: pull.number },
      origin: { place: name, thread: `acme/shop#${pull.number}` },
      ...overrides,
    });
  return {
    time,
    clock,
    github,
    repository,
    pull,
    posts,
    messages,
    waiting,
    log,
    client,
    openClient,
    place: open(),
    /** As another process would, that took over. */
    reopened: open,
    card: ofPull,
    comments: () => [...repository.comments.values()].map(({ body }) => body),
    wrote: (path: RegExp) =>
      github.state.requests.filter((one) => one.method !== 'GET' && path.test(one.path)).length,
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

export type OnGithub = Awaited<ReturnType<typeof onGithub>>;

/** What a place keeps beside its posts, in memory. */
export function memoryMessages() {
  const all = new Map<string, PostedMessage>();
  return {
    post: async (message: Omit<PostedMessage, 'revision'>) =>
      void all.set(message.key, { ...message, body: structuredClone(message.body), revision: all.size }),
    since: async () => [],
    thread: async () => [...all.values()],
  };
}

export function aReport(items: readonly string[], title = 'Report: shop v2'): DocumentTree {
  const blocks = [{ kind: 'list' as const, items: [...items] }];
  return {
    title,
    summary: 'It went well.',
    draftedBy: 'template',
    draftedWhy: 'No model.',
    at: noon,
    blocks,
  };
}
