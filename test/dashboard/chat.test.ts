import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RolloutId } from '../../src/core/ids.ts';
import type { Studio } from './browser.ts';
import { chromiumMissing, chromiumNote, startStudio } from './browser.ts';
import { ids, observingCard, waitingCard } from './sample-cards.ts';
import { checklist } from './sample-view.ts';

describe.skipIf(chromiumMissing)(`the command line of the page${chromiumNote}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.close());

  test('a command that is done is answered, leaves the field and leads to its rollout', async () => {
    const now = Date.now();
    await using open = await studio.open({
      cards: [observingCard(now), waitingCard(now)],
      reply: () => ({ kind: 'done', sentence: 'checkout goes on.', rollout: RolloutId.parse(ids.checkout) }),
    });
    const { page } = open;
    await page.getByRole('heading', { name: 'shop v2 to production' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('promote checkout');
    await page.keyboard.press('Enter');
    await page.getByText('checkout goes on.').waitFor();
    await page.getByRole('heading', { name: 'checkout 2026.11.3 to production' }).waitFor();
    expect(await page.getByLabel('Command').inputValue()).toBe('');
    expect(open.server.commands[0]?.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  });

  test('a refused command is answered with the sentence and stays to be corrected', async () => {
    await using open = await studio.open({
      cards: [observingCard(Date.now())],
      reply: () => ({ kind: 'refused', code: 'x', sentence: 'There is no deply. Did you mean deploy?' }),
    });
    const field = open.page.getByLabel('Command');
    await field.fill('deply shop v2');
    await field.press('Enter');
    await open.page.getByRole('log').getByText('Did you mean deploy?').waitFor();
    expect(await field.inputValue()).toBe('deply shop v2');
  });

  test('a command whose answer was lost goes out again under the same key', async () => {
    await using open = await studio.open({ cards: [observingCard(Date.now())] });
    const { page, server } = open;
    const field = page.getByLabel('Command');
    await field.fill('deploy shop v3');
    // The server runs it, but the answer never arrives.
    await page.route('**/api/command', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await field.press('Enter');
    await page.getByRole('log').getByText('Belay did not answer').waitFor();
    expect(await field.inputValue()).toBe('deploy shop v3');

    await page.unroute('**/api/command');
    await field.press('Enter');
    await page.getByText('Did deploy shop v3.').waitFor();
    expect(server.commands).toHaveLength(2);
    expect(new Set(server.commands.map(({ key }) => key)).size).toBe(1);
    expect(await page.locator('.exchange').count()).toBe(1);
  });

  test('suggestions come while typing; arrows choose, Tab accepts, Escape closes', async () => {
    await using open = await studio.open({
      cards: [observingCard(Date.now())],
      suggestions: (text) =>
        ['promote shop', 'promote shop --all']
          .filter((line) => line.startsWith(text))
          .map((line) => ({ text: line, hint: 'go on' })),
    });
    const { page, server } = open;
    const field = page.getByLabel('Command');
    await field.pressSequentially('pro');
    await page.getByRole('option', { name: 'promote shop --all' }).waitFor();
    await field.press('ArrowDown');
    await field.press('ArrowDown');
    const chosen = page.getByRole('option', { selected: true });
    expect(await chosen.innerText()).toContain('promote shop --all');
    expect(await field.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await field.press('Tab');
    expect(await field.inputValue()).toBe('promote shop --all ');

    await field.fill('prom');
    await page.getByRole('option').first().waitFor();
    await field.press('Escape');
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    expect(server.commands).toEqual([]);
  });

  test('the up arrow brings back what was sent before, the down arrow what was being typed', async () => {
    await using open = await studio.open({ cards: [observingCard(Date.now())] });
    const field = open.page.getByLabel('Command');
    for (const text of ['status', 'deploy shop v3']) {
      await field.fill(text);
      await field.press('Enter');
      await open.page.getByText(`Did ${text}.`).waitFor();
    }
    await field.press('ArrowUp');
    await field.press('ArrowUp');
    expect(await field.inputValue()).toBe('status');
    await field.press('ArrowDown');
    expect(await field.inputValue()).toBe('deploy shop v3');
    await field.press('ArrowDown');
    expect(await field.inputValue()).toBe('');
  });

  test('cards and documents are answers, too', async () => {
    const now = Date.now();
    const cards = [observingCard(now), waitingCard(now)];
    await using open = await studio.open({
      cards,
      reply: (text) =>
        text === 'status'
          ? { kind: 'cards', sentence: 'Two rollouts are live.', cards }
          : { kind: 'document', tree: checklist(now) },
    });
    const { page } = open;
    const field = page.getByLabel('Command');
    await field.fill('status');
    await field.press('Enter');
    await page
      .getByRole('log')
      .getByRole('button', { name: /checkout 2026/ })
      .click();
    await page.getByRole('heading', { name: 'checkout 2026.11.3 to production' }).waitFor();

    await field.fill('checklist');
    await field.press('Enter');
    await page.getByRole('log').getByText('Security scan passed').waitFor();
    await page.getByRole('button', { name: 'Open large' }).click();
    await page.getByRole('dialog').getByText('Security scan passed').waitFor();
    expect(await open.problems()).toEqual([]);
  });
});
