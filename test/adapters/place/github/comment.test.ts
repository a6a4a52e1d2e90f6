import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noon, rolloutId } from '../../../builders/rollout.ts';
import { anApproval } from '../../../render/github/a-card.ts';
import { aReport, type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
});
afterEach(() => on[Symbol.asyncDispose]());

const key = 'card/r-0123456789/github';
const comments = /\/comments/;

describe('the comment of a rollout', () => {
  test('is written once and edited, and not at all when nothing changed', async () => {
    await on.place.card(key, on.card());
    await on.place.card(key, on.card());
    expect(on.wrote(comments)).toBe(1);
    on.time.now += 2000;
    await on.place.card(key, on.card({ approval: anApproval() }));
    expect(on.comments()).toHaveLength(1);
    expect(on.comments()[0]).toContain('#### Approval needed: 1 of 2');
    expect(
      (await on.posts.find('github' as never, `comment/${[...on.repository.comments.keys()][0]}`))?.rollout,
    ).toBe(rolloutId);
  });

  test('is edited at most every 2 s, and for figures alone every 30 s', async () => {
    await on.place.card(key, on.card());
    on.time.now += 1000;
    await expect(on.place.card(key, on.card({ phase: 'paused' }))).rejects.toMatchObject({
      code: 'place-paced',
      retryAfter: 1000,
    });
    on.time.now += 1000;
    const figures = on.card({ traffic: { wanted: 25, observed: 24, requests: 9000 } });
    await expect(on.place.card(key, figures)).rejects.toMatchObject({
      code: 'place-paced',
      retryAfter: 28_000,
    });
    on.time.now += 28_000;
    await on.place.card(key, figures);
    expect(on.comments()[0]).toContain('9000 requests');
  });

  test('is found again when the answer to writing it was lost, also by another process', async () => {
    on.github.failures.add({ kind: 'dropped', on: /^POST .*\/comments$/, times: 1, afterwards: true });
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ code: 'place-unreachable' });
    on.time.now += 5000;
    await on.reopened().card(key, on.card());
    expect(on.comments()).toHaveLength(1);
  });

  test('is not taken for another one that only begins like it', async () => {
    const { state } = on.github;
    on.github.failures.add({ kind: 'server-error', on: /^POST .*\/comments$/, times: 1 });
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ code: 'place-unreachable' });
    const forged = { id: 77, issue: on.pull.number, author: on.pull.author, body: `<!-- belay:${key} -->` };
    const at = { createdAt: state.clock(), updatedAt: state.clock(), history: [] };
    on.repository.comments.set(77, { ...forged, ...at });
    on.time.now += 5000;
    await on.place.card(key, on.card());
    expect(on.comments()[0]).toBe(forged.body);
    expect(on.comments()).toHaveLength(2);
  });

  test('is written anew when somebody deleted it', async () => {
    await on.place.card(key, on.card());
    on.repository.comments.clear();
    on.time.now += 2000;
    await on.place.card(key, on.card({ phase: 'paused' }));
    expect(on.comments()).toHaveLength(1);
  });

  test('folds the story, with the times at which things happened, and needs no edit for each line', async () => {
    const line = { key: 'line/r-0123456789/3/github', text: 'Traffic is @safe.' };
    on.waiting.set(1, line);
    await on.place.card(key, on.card());
    expect(on.comments()[0]).toContain('- 2026-03-02 12:00:00 UTC: Traffic is @&#8203;safe.');
    await on.place.line(line.key, rolloutId, line.text);
    expect(on.wrote(comments)).toBe(1);
    on.time.now += 2000;
    await on.place.line('line/r-0123456789/4/github', rolloutId, 'Completed.');
    expect(on.comments()[0]).toContain('<summary>What happened so far (2)</summary>');
  });

  test('folds a short document; a long one follows in comments of its own, each written once', async () => {
    const chart = { png: new Uint8Array(), alt: 'The error rate stayed below its limit.' };
    await on.place.card(key, on.card());
    on.time.now += 2000;
    await on.place.document('document/1', rolloutId, { tree: aReport(['short one']), chart });
    expect(on.comments()).toHaveLength(1);
    expect(on.comments()[0]).toContain('<summary>Report: shop v2</summary>');
    expect(on.comments()[0]).toContain('stayed below its limit');
    const tree = aReport(
      Array.from({ length: 2000 }, (_, index) => `item ${index} ${'#'.repeat(10)}`),
      'Long',
    );
    await on.place.document('document/2', rolloutId, { tree: { ...tree, at: noon + 1 }, chart: null });
    const written = on.comments().length;
    expect(written).toBeGreaterThan(2);
    await on.reopened().document('document/2', rolloutId, { tree: { ...tree, at: noon + 1 }, chart: null });
    expect(on.comments()).toHaveLength(written);
    expect(on.comments().join('\n')).toContain('item 1999');
  });

  test('stands only where it was asked for, in a repository of this place', async () => {
    await on.place.card(key, on.card({ origin: null }));
    await on.place.card(`${key}2`, on.card({ origin: { place: 'github' as never, thread: 'evil/shop#1' } }));
    await on.place.card(`${key}3`, on.card({ origin: { place: 'other' as never, thread: 'acme/shop#1' } }));
    await on.place.line('line/x', rolloutId, 'text');
    expect(on.comments()).toEqual([]);
  });
});
