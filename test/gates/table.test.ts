import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BlockedBy } from '../../src/core/blocks/block.ts';
import { Gate } from '../../src/core/rollout/gates/gate-plan.ts';
import { belay, closeBelay } from './belay-scene.ts';
import { blockedBy, type GateName, gates, refusals } from './rows.ts';
import { outcomes, type Row } from './table.ts';

beforeAll(async () => void (await belay()));
afterAll(closeBelay);

/** What a gate can ask: a new field needs a row whose gate has it. */
const askedBy: { readonly [K in keyof Required<Gate>]: GateName } = {
  approvals: 'approval after a stage',
  roles: 'approval after a stage',
  requesterMayApprove: 'approval after a stage, asked again',
  expiresAfter: 'approval that is late',
  onReject: 'gate that holds',
  onExpiry: 'gate that holds',
  each: 'one of each role',
  everybody: 'consensus',
  confirms: 'statements',
  decides: 'sign-off round',
  extendBy: 'sign-off round',
  review: 'sign-off round',
  remindBefore: 'approval that is late',
  escalate: 'approval that is late',
  announce: 'approval that is late',
  page: 'approval that is late',
  checklist: 'statements',
};

/** Where gates refuse: every code of these files has to be met by a row. */
const sources = [
  ...['judge-voter.ts', 'open-request.ts', 'rollback-request.ts', 'freezes/release.ts', 'budget/release.ts'],
  ...['risk/assess.ts', 'access/access.ts', 'first-elsewhere.ts'],
];
/** Of files that refuse other things too. */
const further = [
  ...['not-asked', 'not-kept', 'gate', 'blocked', 'boxes-open', 'observed', 'no-checklist', 'other-list'],
  ...['locked', 'token-scope', 'token-expired', 'token-revoked', 'nothing-live'],
];

test('every kind of block, every field of a gate and every refusal at one has its row', async () => {
  expect(Object.keys(blockedBy).toSorted()).toEqual(BlockedBy.options.toSorted());
  expect(Object.keys(askedBy).toSorted()).toEqual(Object.keys(Gate.shape).toSorted());
  const files = globSync(['src/core/**/*.ts', 'commands/*.ts']);
  const codes = sources.flatMap((name) => {
    const file = files.find((one) => one.endsWith(`/${name}`)) ?? name;
    const found = [...readFileSync(file, 'utf8').matchAll(/refuse\(\s*'([a-z-]+)'/g)].map(
      ([, code = '']) => code,
    );
    expect(found, file).not.toEqual([]);
    return found;
  });
  const said = refusals();
  expect([...new Set([...codes, ...further])].filter((code) => !said.has(code))).toEqual([]);
});

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
