import { expect, test } from 'vitest';
import type { SlotConfig } from '../../src/config/config.ts';
import { ServiceName } from '../../src/core/ids.ts';
import { repositoryUses } from '../../src/roles/github-uses.ts';
import { aBoxList } from '../builders/boxes.ts';
import { aPlan, aStage } from '../builders/plan.ts';

const shop = ServiceName.parse('shop');
const migrations = { forward: 'db', rollback: 'db', schema: null, pullRequest: true };
const green = aBoxList('stage-1', { text: 'CI is green', evidence: { kind: 'ci', names: [] } });

function uses(slot: Partial<SlotConfig>, repository = 'acme/shop') {
  const slots = [{ service: shop, plan: aPlan(), migrations: null, ...slot }] as unknown as SlotConfig[];
  return repositoryUses({ slots, repositories: { shop: 'Acme/Shop' } }, repository);
}

test('migrations are written only where they are, and where pull requests are opened', () => {
  expect(uses({})).toEqual({ migrations: false, ci: false });
  expect(uses({ migrations })).toEqual({ migrations: true, ci: false });
  expect(uses({ migrations: { ...migrations, pullRequest: false } })).toMatchObject({ migrations: false });
  expect(uses({ migrations }, 'acme/tools')).toMatchObject({ migrations: false });
});

test('CI is read where a box anywhere in the plan waits for it', () => {
  expect(uses({ plan: aPlan({ before: green }) })).toMatchObject({ ci: true });
  expect(uses({ plan: aPlan({ stages: [aStage({ weight: 100, checklist: green })] }) })).toMatchObject({
    ci: true,
  });
});
