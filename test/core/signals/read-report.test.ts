import { describe, expect, it } from 'vitest';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import { readReport } from '../../../src/core/signals/read-report.ts';

const slot = (service: string, environment: string) => ({
  service: ServiceName.parse(service),
  environment: EnvironmentName.parse(environment),
});
const rules = {
  source: 'support',
  events: ['complaint', 'refund'],
  slots: [slot('shop', 'production'), slot('shop', 'staging'), slot('cart', 'staging')],
};
const body = { id: 'c-1', event: 'complaint', service: 'shop', environment: 'production' };
const read = (given: unknown) => readReport(given, rules, 1000);
const sentence = (given: unknown) => {
  const found = read(given);
  return found.kind === 'refused' ? found.sentence : JSON.stringify(found);
};

describe('a report', () => {
  it('counts once and is about no version unless it says so', () => {
    expect(read(body)).toEqual({
      kind: 'report',
      ...slot('shop', 'production'),
      source: 'support',
      identity: 'c-1',
      event: 'complaint',
      version: null,
      text: null,
      count: 1,
      at: 1000,
    });
    expect(read({ ...body, version: 'v2', count: 3, text: 'checkout spins' })).toMatchObject({
      version: 'v2',
      count: 3,
      text: 'checkout spins',
    });
  });

  it('keeps what strangers type on one line without control characters, and shortens it', () => {
    expect(read({ ...body, text: 'one\n\u202etwo\u0007 \u200bthree' })).toMatchObject({
      text: 'one two three',
    });
    expect(read({ ...body, text: ' \n\u200b' })).toMatchObject({ text: null });
    const long = read({ ...body, text: '😀'.repeat(900) });
    expect(long).toMatchObject({ text: `${'😀'.repeat(200)}…` });
  });

  it('about what does not exist is answered with what does', () => {
    expect(sentence({ ...body, service: 'shpo' })).toBe(
      'There is no service “shpo”. Did you mean shop? There are: shop, cart.',
    );
    expect(sentence({ ...body, environment: 'moon' })).toBe(
      'shop does not run in the environment “moon”. It runs in: production, staging.',
    );
    expect(sentence({ ...body, service: 'cart', environment: 'production' })).toBe(
      'cart does not run in the environment “production”. It runs in: staging.',
    );
    expect(sentence({ ...body, event: 'complaints' })).toBe(
      'support does not report “complaints”. Did you mean complaint? It reports: complaint, refund.',
    );
  });

  it('that is written wrong is answered with the key and what belongs there', () => {
    expect(sentence({ ...body, count: 0 })).toBe(
      '`count` is a whole number from 1 to 10000, or left out for 1.',
    );
    expect(sentence({ ...body, count: 1e9 })).toContain('`count`');
    expect(sentence({ ...body, version: '--force' })).toContain('`version` is a version');
    expect(sentence({ ...body, id: '' })).toContain('`id` is a text');
    expect(sentence({ ...body, id: 'x'.repeat(201) })).toContain('`id` is a text');
    // A misspelt key would otherwise turn a complaint about stable into one about the canary.
    expect(sentence({ ...body, verison: 'v1' })).toBe(
      'A report has no key “verison”. Did you mean version? It has: id, event, service, environment, version, count, text.',
    );
    const { id: _, ...rest } = body;
    expect(sentence(rest)).toContain('`id` is a text');
  });

  it.each([undefined, null, 'text', [], 7])('is an object, not %j', (given) => {
    expect(sentence(given)).toBe(
      'A report is a JSON object with these keys: id, event, service, environment, version, count, text.',
    );
  });
});
