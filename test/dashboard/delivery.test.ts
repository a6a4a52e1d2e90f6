import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryReport } from '../../src/core/delivery/figure.ts';
import type { Studio } from './browser.ts';
import { chromiumMissing, chromiumNote, startStudio } from './browser.ts';
import { everyVerb } from './fake-server.ts';

const week = 7 * 86_400_000;
const monday = Date.UTC(2026, 9, 26);
const figure = { p95: null, note: '', target: null } as const;

const delivery: DeliveryReport = {
  service: null,
  environments: ['production'],
  since: monday,
  until: monday + 4 * week,
  figures: [
    {
      ...figure,
      name: 'deployments',
      unit: 'per-week',
      value: 11.5,
      n: 46,
      of: 'completed releases',
      target: { text: '> 10/week', met: true },
    },
    {
      ...figure,
      name: 'lead_time',
      unit: 'duration',
      value: 2_700_000,
      p95: 9_000_000,
      n: 40,
      of: 'completed releases whose commit is known',
      note: 'the time of the commit is not known of 6',
      target: { text: '< 1h', met: true },
    },
    {
      ...figure,
      name: 'rollback_rate',
      unit: 'share',
      value: 0.08,
      n: 50,
      of: 'releases that moved traffic and ended',
      target: { text: '< 5%', met: false },
    },
    {
      ...figure,
      name: 'false_positives',
      unit: 'share',
      value: null,
      n: 0,
      of: 'automatic rollbacks',
      target: { text: '< 10%', met: null },
    },
    {
      ...figure,
      name: 'canary_duration',
      unit: 'duration',
      value: 7_200_000,
      p95: 14_400_000,
      n: 46,
      of: 'completed releases',
    },
  ],
  weeks: [9, 14, 12, 11].map((deployments, index) => ({
    from: monday + index * week,
    deployments,
    rolledBack: index,
  })),
};

describe.skipIf(chromiumMissing)(`the delivery figures on the page${chromiumNote}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.close());

  test('are shown with their cases, their targets and the weeks, and closed again', async () => {
    await using open = await studio.open({ delivery });
    const { page } = open;
    await page.getByRole('button', { name: 'Delivery' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delivery in production' });
    const list = dialog.getByRole('list', { name: 'Delivery figures' });
    await list.waitFor();
    const text = await list.innerText();
    expect(text).toContain('11.5 a week');
    expect(text).toContain(
      '40 completed releases whose commit is known; the time of the commit is not known of 6',
    );
    expect(text).toContain('< 5%: missed');
    expect(text).toContain('nothing to tell yet');
    await dialog
      .getByRole('img', { name: '46 releases completed and 6 were rolled back in 4 weeks' })
      .locator('canvas')
      .waitFor();
    const folder = process.env['BELAY_SCREENSHOTS'];
    for (const [name, width, scheme] of [
      ['light', 1280, 'light'],
      ['dark', 1280, 'dark'],
      ['phone', 390, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      const wide = await page.evaluate<number>(
        'document.querySelector("dialog").scrollWidth - document.querySelector("dialog").clientWidth',
      );
      expect(wide).toBeLessThanOrEqual(0);
      if (folder !== undefined) await page.screenshot({ path: `${folder}/delivery-${name}.png` });
    }
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await dialog.count()).toBe(0);
    expect(await open.problems()).toEqual([]);
  });

  test('are offered to nobody who may not see releases', async () => {
    const me = {
      person: 'cy',
      name: 'Cy',
      roles: [],
      environments: [],
      verbs: everyVerb.filter((verb) => verb !== 'status'),
    };
    await using open = await studio.open({ me });
    await open.page.getByText('Cy', { exact: true }).waitFor();
    expect(await open.page.getByRole('button', { name: 'Delivery' }).count()).toBe(0);
  });
});
