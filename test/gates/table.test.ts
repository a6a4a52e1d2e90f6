import { describe, expect, test } from 'vitest';
import { approvalRows } from './approval-rows.ts';
import { blockRows } from './block-rows.ts';
import { outcomes, type Row } from './table.ts';

const gates = { ...approvalRows, ...blockRows } as const satisfies Readonly<Record<string, Row>>;

describe.each(Object.entries<Row>(gates))('%s', (_, row) => {
  test.each(outcomes)('%s', async (outcome) => {
    const found = row[outcome];
    if ('cannot' in found) return expect(found.cannot.split(' ').length).toBeGreaterThan(5);
    const { state, said, audit } = await found.run();
    expect(state).toMatchObject(found.state);
    expect(said).toContain(found.said);
    expect(audit).toEqual(found.audit.map((part) => expect.stringContaining(part)));
  });
});
