import { expect, test } from 'vitest';
import { pageOf } from '../../../src/adapters/metrics/prometheus/page.ts';

const query = 'sum(rate(hits{version="v2",path=~"/a/.+"}[1m])) / 2 # 50%\n+ 1';

test('a query is shown by the interface of its server, below its path', () => {
  const page = pageOf('https://prom.example.org:9090/mine/', query, 60_000);
  const url = new URL(page ?? '');
  expect(url.origin + url.pathname).toBe('https://prom.example.org:9090/mine/graph');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    'g0.expr': query,
    'g0.tab': '0',
    'g0.range_input': '1h',
  });
});

test('nothing stands in it that ends a link in a chat, or that one interface decodes and another does not', () => {
  expect(pageOf('http://prom', query, 0)?.split('?')[1]).toMatch(/^[\w.&=%~-]+$/);
});

test('a longer window is shown whole', () => {
  expect(pageOf('http://prom', 'up', 6 * 3_600_000)).toBe(
    'http://prom/graph?g0.expr=up&g0.tab=0&g0.range_input=6h',
  );
  expect(pageOf('http://prom', 'up', 3_600_001)).toContain('range_input=61m');
});

test('a user, a password and a token in the address stay at home', () => {
  const page = pageOf('https://ana:s3cret@prom.example.org/?token=s3cret#s3cret', 'up', 0);
  expect(page).toBe('https://prom.example.org/graph?g0.expr=up&g0.tab=0&g0.range_input=1h');
});

test('there is none that is longer than 2000 characters, or no web address', () => {
  const room = 2000 - (pageOf('http://prom', 'x', 0)?.length ?? 0);
  expect(pageOf('http://prom', 'x'.repeat(room + 1), 0)).toHaveLength(2000);
  expect(pageOf('http://prom', 'x'.repeat(room + 2), 0)).toBeNull();
  expect(pageOf('javascript:alert(1)', 'up', 0)).toBeNull();
  expect(pageOf('nowhere', 'up', 0)).toBeNull();
});
