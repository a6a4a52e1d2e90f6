import { expect, it } from 'vitest';
import { toldText } from '../../../src/core/signals/told-text.ts';

it('says how many and quotes the newest, shortened', () => {
  expect(toldText('alert', { count: 0, texts: [] })).toBeNull();
  expect(toldText('alert', { count: 1, texts: ['HighErrorRate (shop latency)'] })).toBe(
    '1 alert: “HighErrorRate (shop latency)”',
  );
  expect(toldText('complaint', { count: 12, texts: ['slow', 'x'.repeat(100)] })).toBe(
    `12 complaints: “slow”, “${'x'.repeat(80)}…” and more`,
  );
  expect(toldText('sos', { count: 2, texts: [] })).toBe('2 sos');
});

it('lets nothing that was typed break the line', () => {
  expect(toldText('complaint', { count: 1, texts: ['a\n**b**\u202e'] })).toBe('1 complaint: “a **b**”');
});
