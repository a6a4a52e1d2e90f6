import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Studio } from './browser.ts';
import { chromiumMissing, chromiumNote, startStudio } from './browser.ts';
import { observingCard } from './sample-cards.ts';

describe.skipIf(chromiumMissing)(`signing in to the console${chromiumNote}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.close());

  test('without a session the page explains how to get one, and a token opens it', async () => {
    await using open = await studio.open({ signedIn: false, cards: [observingCard(Date.now())] });
    const { page } = open;
    await page.getByRole('heading', { name: 'Sign in to Belay' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('npx belay login');

    await page.getByLabel('Or paste the token').fill('let-me-in');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'shop v2 to production' }).waitFor();
    expect(await open.problems()).toEqual([]);
  });

  test('a wrong token is refused with the reason and stays in the field', async () => {
    await using open = await studio.open({ signedIn: false });
    const field = open.page.getByLabel('Or paste the token');
    await field.fill('wrong');
    await open.page.getByRole('button', { name: 'Sign in' }).click();
    await open.page.getByText('This token is not valid').waitFor();
    expect(await field.inputValue()).toBe('wrong');
  });

  test('a link with a token signs in and takes the token out of the address', async () => {
    await using open = await studio.open(
      { signedIn: false, cards: [observingCard(Date.now())] },
      '/#token=let-me-in',
    );
    await open.page.getByRole('heading', { name: 'shop v2 to production' }).waitFor();
    expect(open.page.url()).not.toContain('let-me-in');
  });

  test('a session that ends while the page is open leads back to signing in', async () => {
    await using open = await studio.open({ cards: [observingCard(Date.now())] });
    await open.page.getByRole('heading', { name: 'shop v2 to production' }).waitFor();
    open.server.world.signedIn = false;
    open.server.announce([]);
    await open.page.getByText('Your session has ended.').waitFor();
  });
});
