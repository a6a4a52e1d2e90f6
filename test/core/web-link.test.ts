import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WebLink, webLink } from '../../src/core/web-link.ts';

test.each([
  ['https://example.com/graph?g0.expr=up', 'https://example.com/graph?g0.expr=up'],
  ['http://prometheus:9090', 'http://prometheus:9090/'],
  ['http://[::1]:9090/x', 'http://[::1]:9090/x'],
  ['https://ana:secret@example.com/x', 'https://example.com/x'],
  ['http://p/graph?e=sum(a{b="c|d"}[1m])*2', 'http://p/graph?e=sum%28a%7Bb=%22c%7Cd%22%7D%5B1m%5D%29%2A2'],
])('%s is the link %s', (address, link) => {
  expect(webLink(address)).toBe(link);
});

test.each([
  ['javascript:alert(1)'],
  ['data:text/html,x'],
  ['file:///etc/passwd'],
  ['//example.com'],
  ['nowhere'],
  ['http://a.example"/x'],
  ['http://a.example`/x'],
  [''],
  [null],
  [undefined],
  [`http://p/${'x'.repeat(2000)}`],
])('%s is no link', (address) => {
  expect(webLink(address)).toBeNull();
});

test('whatever an address holds, the link holds nothing that could end it', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, more) => {
      const link = webLink(`${url}${more}`);
      if (link === null) return;
      expect(link).not.toMatch(/[\s()<>[\]{}|\\`"'*^]/);
      expect(WebLink.safeParse(link).success).toBe(true);
    }),
  );
});
