import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineStatuspage } from '../../../../src/adapters/place/notice/examine.ts';
import { sendToStatuspage } from '../../../../src/adapters/place/notice/statuspage.ts';
import { noon } from '../../../builders/rollout.ts';
import { type Statuspage, startStatuspage } from '../../../doubles/statuspage/statuspage.ts';
import { aNotice, here } from './notices.ts';

let page: Statuspage;
const hour = 3_600_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(async () => {
  page = await startStatuspage();
});
afterEach(() => page[Symbol.asyncDispose]());

function access(more: object = {}) {
  const { page: id, token, url } = page;
  const components = ['backend api', 'c2'];
  return { name: here, page: id, token, apiUrl: url, components, ...more };
}
const send = (more: object = {}) => sendToStatuspage({ ...access(more), clock: () => noon, log: silent });
const statuses = () => [...page.components.values()].map(({ status }) => status);

describe('a status page', () => {
  it('gets an incident, its updates and its end in one place, with the components', async () => {
    await send()('n/1', aNotice());
    expect(page.incidents).toMatchObject([
      { name: aNotice().subject, status: 'investigating', updates: [{ body: aNotice().body }] },
    ]);
    expect(statuses()).toEqual(['degraded_performance', 'degraded_performance']);
    await send()('n/2', aNotice({ body: 'The previous version serves everybody again.' }));
    await send()('n/3', aNotice({ body: 'It is over.', resolved: true }));
    expect(page.incidents).toHaveLength(1);
    expect(page.incidents[0]?.updates.map(({ status }) => status)).toEqual([
      'investigating',
      'investigating',
      'resolved',
    ]);
    expect(statuses()).toEqual(['operational', 'operational']);
  });

  it('says nothing twice, also when nobody noted that it was said', async () => {
    page.dieAfterNextWrite = true;
    await expect(send()('n/1', aNotice())).rejects.toMatchObject({ code: 'place-unreachable' });
    await send()('n/1', aNotice());
    await send()('n/2', aNotice());
    await send()('n/2', aNotice());
    expect(page.incidents).toHaveLength(1);
    expect(page.incidents[0]?.updates).toHaveLength(2);
  });

  it('keeps the incidents of several rollouts and of other people apart', async () => {
    page.incidents.push({
      ...{ id: 'own', name: 'By hand', status: 'investigating', metadata: {}, scheduled_for: null },
      updates: [],
    });
    await send()('n/1', aNotice());
    await send()('m/1', aNotice({ rollout: 'r-9876543210' as never }));
    expect(page.incidents).toHaveLength(3);
    await send()('n/2', aNotice({ resolved: true }));
    expect(page.incidents.map(({ status }) => status)).toEqual([
      'investigating',
      'resolved',
      'investigating',
    ]);
  });

  it('opens another one when the last is over, and resolves nothing that is not open', async () => {
    await send()('n/1', aNotice());
    await send()('n/2', aNotice({ resolved: true }));
    await send()('n/3', aNotice({ resolved: true }));
    expect(page.incidents).toHaveLength(1);
    await send()('n/4', aNotice());
    expect(page.incidents).toHaveLength(2);
  });

  it('gets what is planned as a scheduled maintenance', async () => {
    await send()('n/1', aNotice({ template: 'maintenance', start: noon + hour, end: noon + 2 * hour }));
    expect(page.incidents).toMatchObject([
      { status: 'scheduled', scheduled_for: new Date(noon + hour).toISOString() },
    ]);
    expect(statuses()).toEqual(['operational', 'operational']);
    await send()('m/1', aNotice({ template: 'late', start: noon - hour, end: noon + hour }));
    expect(page.incidents[1]).toMatchObject({ status: 'in_progress', scheduled_for: null });
  });

  it.each([
    [401, 'place-refused'],
    [420, 'place-busy'],
    [429, 'place-busy'],
    [503, 'place-unreachable'],
  ])('that answers %i is %s, and the token stands in no sentence', async (failing, code) => {
    page.failing = failing;
    const error: Error = await send()('n/1', aNotice()).then(
      () => new Error('sent'),
      (found) => found,
    );
    expect(error).toMatchObject({ code });
    expect(`${error.message} ${error.cause}`).not.toContain(page.token);
    expect(page.incidents).toEqual([]);
  });

  it('without a component of belay.yml is told nothing, and doctor says so', async () => {
    const wrong = { components: ['Backend API', 'Databse'] };
    await expect(send(wrong)('n/1', aNotice())).rejects.toThrow('“Databse”');
    expect(await examineStatuspage('page', access(wrong))).toMatchObject([
      { state: 'error', sentence: expect.stringContaining('“Databse”') },
    ]);
    expect(await examineStatuspage('page', access())).toMatchObject([{ state: 'ok' }]);
    expect(await examineStatuspage('page', access({ token: 'x' }))).toMatchObject([{ state: 'error' }]);
    expect(page.incidents).toEqual([]);
  });
});
