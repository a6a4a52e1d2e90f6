import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Studio } from './browser.ts';
import { chromiumMissing, chromiumNote, startStudio } from './browser.ts';
import { completedCard, ids, observingCard, rolledBackCard, waitingCard } from './sample-cards.ts';

describe.skipIf(chromiumMissing)(`the card on the page${chromiumNote}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.close());

  test('shows what happens, the stages, traffic, checks, charts, documents and the timeline', async () => {
    const now = Date.now();
    await using open = await studio.open({ cards: [observingCard(now), rolledBackCard(now)] });
    const { page } = open;
    const card = page.getByRole('article', { name: 'shop v2 to production' });
    await card.waitFor();
    const text = await card.innerText();
    expect(text).toContain('Observing 25 %: all 5 checks are well. for 1m 5');
    expect(text).toMatch(/50 % of traffic in 3m \d/);
    expect(text).toContain('12,408 requests');
    expect(text).toContain('It rolls back after 5m.');
    expect(await page.getByRole('list', { name: 'Stages' }).getByRole('listitem').count()).toBe(4);
    await page.locator('.chart canvas').nth(3).waitFor();
    expect(text.indexOf('Canary against stable')).toBeLessThan(text.indexOf('Check\t'));
    expect(await page.locator('.entry').first().innerText()).toContain('p95 is 231 ms');
    expect(await page.title()).toBe('shop v2: observing · Belay');
    expect(await open.problems()).toEqual([]);
  });

  test('says where the code stands, and when each of several people approved', async () => {
    const now = Date.now();
    const minute = 60_000;
    const votes = [
      { person: 'mira', at: now - 30 * minute },
      { person: 'tom', at: now - 10 * minute },
    ];
    const gate = { gate: 1, stage: '10%', outcome: 'approved', by: null, reason: null } as const;
    const source = { repository: 'acme/shop', commit: 'd6fde92930d4715a2b49857d24b940956b26d2d3', pull: 12 };
    const card = { ...observingCard(now), source, decisions: [{ ...gate, votes, at: now - 10 * minute }] };
    await using open = await studio.open({ cards: [card] });
    const article = open.page.getByRole('article', { name: card.title });
    await article.waitFor();
    const text = await article.innerText();
    expect(text).toContain('acme/shop, pull request 12, d6fde92930d4');
    expect(text).toMatch(/approved by mira and tom 10m ago · mira 30m ago · tom 10m ago/);
  });

  test('says what every reader should know besides, as text', async () => {
    const remarks = [{ label: 'Muted', sentence: '<b>p95</b> until 14:00', tone: 'warning' } as const];
    await using open = await studio.open({ cards: [{ ...observingCard(Date.now()), remarks }] });
    const list = open.page.getByRole('list', { name: 'Remarks' });
    await list.waitFor();
    expect(await list.innerText()).toContain('Muted <b>p95</b> until 14:00');
    expect(await list.getByRole('img', { name: 'warning' }).count()).toBe(1);
    expect(await open.problems()).toEqual([]);
  });

  test('what a check goes by can be looked up, on a page that learns nothing of this one', async () => {
    const link = 'http://prometheus:9090/graph?g0.expr=up';
    const card = observingCard(Date.now());
    const checks = card.checks.map((check) => (check.tone === 'warning' ? { ...check, link } : check));
    await using open = await studio.open({ cards: [{ ...card, checks }] });
    const found = open.page.getByRole('link', { name: 'Look it up' });
    await found.waitFor();
    expect(await found.count()).toBe(1);
    expect(await found.getAttribute('href')).toBe(link);
    expect(await found.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await open.problems()).toEqual([]);
  });

  test('follows the event stream without being touched', async () => {
    const card = observingCard(Date.now());
    await using open = await studio.open({ cards: [card] });
    await open.page.getByText('all 5 checks are well').first().waitFor();
    const later = { ...card, seq: card.seq + 1, now: { sentence: 'Moving to 50 %.', since: Date.now() } };
    open.server.world.cards = [later];
    open.server.announce([card.rollout]);
    await open.page.locator('.situation').getByText('Moving to 50 %.').waitFor();
    expect(await open.page.locator('[aria-live=polite].unseen').innerText()).toContain('Moving to 50 %.');
  });

  test('a rollout that is over stays in sight until a younger one is live', async () => {
    const now = Date.now();
    const card = observingCard(now);
    await using open = await studio.open({ cards: [card, completedCard(now)] });
    await open.page.getByRole('heading', { name: card.title }).waitFor();
    open.server.world.cards = [
      { ...rolledBackCard(now), rollout: card.rollout, requestedAt: card.requestedAt, seq: card.seq + 5 },
      completedCard(now),
    ];
    open.server.announce([card.rollout]);
    await open.page.getByRole('heading', { name: 'payments v41 to production' }).waitFor();

    const next = { ...waitingCard(now), requestedAt: now };
    open.server.world.cards = [next, ...open.server.world.cards];
    open.server.announce([next.rollout]);
    await open.page.getByRole('heading', { name: next.title }).waitFor();
  });

  test('after a rollback no stage counts as taken back that was never reached, and no traffic as seen', async () => {
    const card = rolledBackCard(Date.now());
    // Once everything is back the state does not tell how far it came; the weights do: 25 % here.
    const undone = card.stages.map((stage) => ({ ...stage, state: 'undone' as const }));
    const cards = [{ ...card, stages: undone, traffic: { wanted: 0, observed: 25.2, requests: 9120 } }];
    await using open = await studio.open({ cards });
    await open.page.getByText('Canary against stable').waitFor();
    const notes = await open.page.locator('.stage-note').allInnerTexts();
    expect(notes).toEqual(['taken back', 'taken back', 'not reached', 'not reached']);
    expect(await open.page.getByText('of traffic seen on').count()).toBe(0);
  });

  test('the list leads to each rollout, and the address names it', async () => {
    const now = Date.now();
    await using open = await studio.open({ cards: [observingCard(now), waitingCard(now)] });
    await open.page.getByRole('button', { name: /checkout/ }).click();
    await open.page.getByText('1 of 2 approvals').waitFor();
    expect(open.page.url()).toContain(ids.checkout);
  });

  test('text from the server is never markup', async () => {
    const attack = '<img src=x onerror="window.breaches.push(1)"><script>window.breaches.push(2)</script>';
    const card = observingCard(Date.now());
    const hostile = {
      ...card,
      title: attack,
      reason: attack,
      requestedBy: attack,
      now: { ...card.now, sentence: attack },
      checks: card.checks.map((check) => ({ ...check, sentence: attack, label: attack })),
      undoByHand: [attack],
    };
    await using open = await studio.open({
      cards: [hostile],
      reply: () => ({ kind: 'refused', code: 'x', sentence: attack }),
    });
    await open.page.locator('.entry').first().waitFor();
    await open.page.getByLabel('Command').fill(attack);
    await open.page.keyboard.press('Enter');
    await open.page.locator('.reply.no').getByText(attack).waitFor();
    expect(await open.page.locator('h1').innerText()).toBe(attack);
    expect(await open.page.locator('#app img, #app script').count()).toBe(0);
    expect(await open.problems()).toEqual([]);
  });

  test('when the stream is lost the page says how old it is, and recovers by itself', async () => {
    const card = observingCard(Date.now());
    await using open = await studio.open({ cards: [card] });
    const { page, server } = open;
    await page.getByText('Live', { exact: true }).first().waitFor();
    server.world.up = false;
    server.cut();
    await page.getByText(/Connection lost\. Reconnecting… last update (just now|\ds ago)/).waitFor();
    await page.getByText(/last update [2-9]s ago/).waitFor();
    const countdown = await page.locator('.situation-next time').innerText();
    await page.getByText(/last update [4-9]s ago/).waitFor();
    expect(await page.locator('.situation-next time').innerText()).toBe(countdown);

    server.world.cards = [{ ...card, seq: card.seq + 1, now: { ...card.now, sentence: 'Back again.' } }];
    server.world.up = true;
    await page.locator('.situation').getByText('Back again.').waitFor();
    expect(await page.locator('.stale').count()).toBe(0);
  });

  test('documents open over the page and close on Escape', async () => {
    await using open = await studio.open({ cards: [observingCard(Date.now())] });
    await open.page.getByRole('button', { name: /Checklist for shop v2/ }).click();
    const dialog = open.page.getByRole('dialog');
    await dialog.getByText('Continuous integration passed').waitFor();
    expect(await dialog.getByRole('img', { name: 'for a person to tick' }).count()).toBe(1);
    expect(await dialog.getByRole('cell', { name: '2 approvals of team-lead, sre-oncall' }).count()).toBe(1);
    await open.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await open.problems()).toEqual([]);
  });

  test('every document is listed with who wrote it, and is to be had as a file', async () => {
    const card = observingCard(Date.now());
    await using open = await studio.open({ cards: [card] });
    const list = open.page.getByRole('region', { name: 'Documents' });
    await list.getByText('Go/no-go analysis, gate 2').waitFor();
    expect(await list.getByRole('listitem').count()).toBe(3);
    expect(await list.getByText('drafted by a language model').count()).toBe(1);
    const path = `/api/rollouts/${card.rollout}/documents/go-no-go.pdf?part=gate-2`;
    expect(await list.getByRole('link', { name: /Go\/no-go.* as PDF/ }).getAttribute('href')).toBe(path);
    await list.getByRole('button', { name: /Go\/no-go/ }).click();
    const dialog = open.page.getByRole('dialog');
    await dialog.getByText('SAFE TO PROCEED').waitFor();
    expect(await dialog.getByText('Totally safe, please approve <b>now</b>.').count()).toBe(1);
    expect(await dialog.getByText('Pull request 42, unverified').count()).toBe(1);
    expect(await dialog.getByRole('link', { name: 'PDF' }).getAttribute('href')).toBe(path);
    expect(await open.problems()).toEqual([]);
  });

  test('nothing sticks out of a phone 380 px wide', async () => {
    const now = Date.now();
    await using open = await studio.open({
      cards: [waitingCard(now), observingCard(now), rolledBackCard(now)],
    });
    await open.page.setViewportSize({ width: 380, height: 800 });
    await open.page.locator('.entry').first().waitFor();
    expect(await open.page.evaluate('document.documentElement.scrollWidth')).toBe(380);
  });

  test('before the first rollout the page teaches the first command', async () => {
    await using open = await studio.open({ cards: [] });
    await open.page.getByRole('button', { name: 'Type deploy shop v2' }).click();
    expect(await open.page.getByLabel('Command').inputValue()).toBe('deploy shop v2');
    expect(await open.page.evaluate('document.activeElement.id')).toBe('chat-line');
  });
});
