import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Studio } from './browser.ts';
import { chromiumMissing, chromiumNote, startStudio } from './browser.ts';
import { action, ids, observingCard } from './sample-cards.ts';

describe.skipIf(chromiumMissing)(`the card's buttons${chromiumNote}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.close());

  test('buttons of verbs the reader may not use are not there', async () => {
    const me = { person: 'guest', name: 'Guest', roles: [], verbs: ['status', 'pause'], environments: [] };
    await using open = await studio.open({ cards: [observingCard(Date.now())], me });
    const actions = open.page.getByRole('region', { name: 'Actions' });
    await actions.waitFor();
    expect(await actions.getByRole('button').allInnerTexts()).toEqual(['Pause']);
  });

  test('a plain button sends its command at once', async () => {
    await using open = await studio.open({ cards: [observingCard(Date.now())] });
    await open.page.getByRole('button', { name: 'Promote' }).click();
    await open.page.getByText(`Did promote ${ids.shop}.`).waitFor();
    expect(open.server.commands.map(({ text }) => text)).toEqual([`promote ${ids.shop}`]);
  });

  test('a button that wants a reason asks for it and sends it as one quoted argument', async () => {
    await using open = await studio.open({ cards: [observingCard(Date.now())] });
    const { page, server } = open;
    await page.getByRole('button', { name: 'Roll back' }).click();
    expect(await page.getByRole('button', { name: 'Roll back' }).isDisabled()).toBe(true);
    await page.keyboard.type('the "new" cart \\ basket');
    await page.keyboard.press('Enter');
    await page.locator('.reply.yes').waitFor();
    expect(server.commands.map(({ text }) => text)).toEqual([
      `rollback ${ids.shop} "the \\"new\\" cart \\\\ basket"`,
    ]);
  });

  test('a refused action says why beside the button and keeps the reason', async () => {
    await using open = await studio.open({
      cards: [observingCard(Date.now())],
      reply: () => ({ kind: 'refused', code: 'x', sentence: 'Only sre-oncall may roll back production.' }),
    });
    const actions = open.page.getByRole('region', { name: 'Actions' });
    await open.page.getByRole('button', { name: 'Roll back' }).click();
    await open.page.getByLabel(/^Why/).fill('slow');
    await open.page.keyboard.press('Enter');
    await actions.getByRole('alert').getByText('Only sre-oncall may').waitFor();
    expect(await open.page.getByLabel(/^Why/).inputValue()).toBe('slow');
  });

  test('a dangerous button without a reason asks once, and Escape takes it back', async () => {
    const card = { ...observingCard(Date.now()) };
    card.actions = [{ ...action('Stop', 'abort shop', 'plain', 'rollback', false), style: 'danger' }];
    await using open = await studio.open({ cards: [card] });
    const { page, server } = open;
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Send abort shop?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Send abort shop?').waitFor({ state: 'detached' });
    expect(server.commands).toEqual([]);

    // The focus is back on the button: once more, by keyboard alone.
    await page.keyboard.press('Enter');
    await page.getByText('Send abort shop?').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.reply.yes').waitFor();
    expect(server.commands.map(({ text }) => text)).toEqual(['abort shop']);
  });
});
