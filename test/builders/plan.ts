import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import type { Stage } from '../../src/core/rollout/plan.ts';
import { Plan, PlanBody, Target } from '../../src/core/rollout/plan.ts';

/** A running version; v1 listens on port 4101, v2 on 4102 unless told otherwise. */
export function aTarget(version: string, url?: string): Target {
  const port = 4100 + Number(/^v(\d+)/.exec(version)?.[1] ?? 1);
  return Target.parse({ version, url: url ?? `http://127.0.0.1:${port}` });
}

/** A stage of five seconds at 5 % with no checks and no gate; unmet criteria ask people. */
export function aStage(overrides: Partial<Stage> = {}): Stage {
  return {
    name: '5 %',
    weight: 5,
    hold: 5000,
    gate: null,
    checks: [],
    unmet: { extendBy: 5000, extensions: 1, outcome: 'ask' },
    ...overrides,
  };
}

/** A valid canary of api v2 on production: 5, 50, 100 %, evaluated every second; change what the test is about. */
export function aPlan(overrides: Partial<PlanBody> = {}): Plan {
  const body = PlanBody.parse({ ...defaults(), ...overrides });
  return Plan.parse({ ...body, hash: createHash('sha256').update(canonicalJson(body)).digest('hex') });
}

function defaults(): z.input<typeof PlanBody> {
  return {
    service: 'api',
    environment: 'production',
    strategy: 'canary',
    canary: aTarget('v2'),
    interval: 1000,
    routing: {
      router: 'embedded',
      route: 'api',
      sticky: null,
      header: null,
      segments: [],
      lease: 15_000,
    },
    metrics: [
      {
        name: 'error-rate',
        unit: 'ratio',
        source: { kind: 'traffic', series: 'error-rate' },
        baseline: null,
      },
    ],
    probes: [],
    prepare: [],
    stages: [aStage(), aStage({ name: '50 %', weight: 50 }), aStage({ name: '100 %', weight: 100 })],
    verify: [],
    noData: { after: 30_000, outcome: 'pause' },
    rollback: { steps: [], every: 0 },
    superseding: 'refuse',
    keepPrevious: 600_000,
    places: ['console'],
  };
}
