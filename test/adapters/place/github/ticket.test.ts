import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTicket } from '../../../../src/adapters/place/github/ticket.ts';
import { debugInformation } from '../../../../src/core/documents/debug-information.ts';
import { PlaceName } from '../../../../src/core/ids.ts';
import { aRollout, noon, rolloutId } from '../../../builders/rollout.ts';
import { badStory } from '../../../builders/story.ts';
import { type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
});
afterEach(() => on[Symbol.asyncDispose]());

const name = PlaceName.parse('issues');
const key = `ticket/${rolloutId}`;
const tree = debugInformation(aRollout(), badStory(), noon);

function open() {
  const { client, posts, clock } = on;
  const linkOf = () => 'https://belay.example/#/r-0123456789';
  const place = { name, repository: 'acme/shop', labels: ['incident'], linkOf };
  return openTicket({ ...place, client, posts, clock, turn: async () => undefined }, key, rolloutId, tree);
}

test('a ticket is opened once, with what was known and where the card is', async () => {
  const where = await open();
  expect(await open()).toBe(where);
  expect(where).toMatch(/^acme\/shop#\d+$/);
  const issues = [...on.repository.issues.values()];
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({ title: tree.title, labels: ['incident'] });
  expect(issues[0]?.body).toContain('Recent events');
  expect(issues[0]?.body).toContain('https://belay.example/#/r-0123456789');
});

test('one that was opened and not noted is found again', async () => {
  const where = await open();
  await on.posts.save({ place: name, key, rollout: rolloutId, ref: null, shown: '', at: on.time.now });
  expect(await open()).toBe(where);
  expect(on.repository.issues.size).toBe(1);
});
