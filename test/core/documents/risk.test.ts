import { expect, it } from 'vitest';
import { riskSentence } from '../../../src/core/card/risk-remarks.ts';
import { sentenceFacts } from '../../../src/core/documents/facts/sentence-facts.ts';
import { riskBlocks } from '../../../src/core/documents/risk.ts';
import { RoleName } from '../../../src/core/ids.ts';
import type { Plan } from '../../../src/core/rollout/plan.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout } from '../../builders/rollout.ts';

const risky: Plan = {
  ...aPlan(),
  risk: {
    tier: 'high',
    because: 'paths',
    computed: 'high',
    changed: 9,
    matched: [
      {
        pattern: 'src/payments/**',
        tier: 'high',
        level: 'critical',
        files: 3,
        examples: ['src/payments/charge.ts', 'src/payments/v7.ts'],
      },
    ],
    demands: ['PCI check'],
    notice: 86_400_000,
  },
  entry: {
    approvals: 2,
    roles: [RoleName.parse('council')],
    requesterMayApprove: false,
    expiresAfter: 3_600_000,
    onReject: 'roll_back',
    onExpiry: 'roll_back',
  },
};

it('says what matched and what that asks for', () => {
  expect(riskSentence(risky)).toBe(
    'high, because src/payments/** (critical) matched 3 files such as src/payments/charge.ts; it asks for 2 approvals by council, PCI check and being announced 1d before it begins.',
  );
});

it('says nothing where no tiers are declared', () => {
  expect(riskSentence(aPlan())).toBeNull();
  expect(riskBlocks(aPlan())).toEqual([]);
});

it('every line that documents say of it is a fact', () => {
  const said = riskBlocks(risky).flatMap((block) =>
    block.kind === 'paragraph' ? [block.text] : block.kind === 'list' ? block.items : [],
  );
  expect(said).toHaveLength(2);
  const shown = sentenceFacts(aRollout({ plan: risky }), []).map((fact) => fact.shown);
  for (const line of said) expect(shown).toContain(line);
});
