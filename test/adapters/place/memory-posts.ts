import type { Post, Posts } from '../../../src/ports/posts.ts';

/** What hangs on places, kept in memory; `all` is for tests to look at. */
export function memoryPosts(): Posts & { readonly all: ReadonlyMap<string, Post> } {
  const all = new Map<string, Post>();
  const id = (place: string, key: string) => `${place} ${key}`;
  return {
    all,
    get: async (place, key) => all.get(id(place, key)) ?? null,
    save: async (post) => void all.set(id(post.place, post.key), post),
    find: async (place, ref) =>
      [...all.values()].find((post) => post.place === place && post.ref === ref) ?? null,
    of: async (place, rollout) =>
      [...all.values()].filter((post) => post.place === place && post.rollout === rollout),
    remove: async (place, key) => void all.delete(id(place, key)),
  };
}
