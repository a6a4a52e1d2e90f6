import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checkStates } from '../../../src/core/card/checks.ts';
import { VersionName } from '../../../src/core/ids.ts';
import { refuse } from '../../../src/core/refusal.ts';
import { ownsTraffic } from '../../../src/core/rollout/next-look.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { wantedWeight } from '../../../src/core/rollout/wanted.ts';
import type { Identify } from '../identify.ts';
import { loadFor, type RolloutRouteParts } from '../routes/load-for.ts';

export const canaryMetricsPath = '/ops/canary/metrics';

const Query = z.strictObject({
  version: VersionName.optional(),
  service: z.string().max(63).optional(),
  environment: z.string().max(63).optional(),
});

const lookedThrough = 100;

/** What was measured last of a version, wherever it is or was released; without a version, of what is live. */
export function canaryMetricsRoute(
  server: FastifyInstance,
  parts: RolloutRouteParts,
  identify: Identify,
  path: string,
): void {
  server.get(path, async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send();
    const query = Query.safeParse(request.query);
    if (!query.success) {
      const sentence = 'It takes `version`, `service` and `environment`, each once.';
      return reply.code(422).send(refuse('bad-input', sentence));
    }
    const { version, service, environment } = query.data;
    const rows = (await parts.store.recent({}, lookedThrough)).filter(
      (row) =>
        (version === undefined ? row.owns : row.version === version) &&
        (service === undefined || row.service === service) &&
        (environment === undefined || row.environment === environment),
    );
    // Rows are the newest first: of each slot the live one tells, or else the newest.
    const last = rows.toReversed().toSorted((one, other) => Number(one.owns) - Number(other.owns));
    const slots = new Map(last.map((row) => [`${row.service}/${row.environment}`, row.id]));
    const found = await Promise.all([...slots.values()].map((id) => loadFor(parts, who.speaker, id)));
    const rollouts = found.flatMap((one) => (one === null || typeof one === 'string' ? [] : [measured(one)]));
    if (rollouts.length > 0) return { version: version ?? null, rollouts };
    const what = version === undefined ? 'Nothing is live' : 'That version was not released lately';
    return reply.code(404).send(refuse('nothing-measured', `${what}, or you may not see it.`));
  });
}

function measured(rollout: Rollout) {
  const { id, plan, phase, measuredAt } = rollout;
  return {
    rollout: id,
    service: plan.service,
    environment: plan.environment,
    version: plan.canary.version,
    stable: rollout.stable?.version ?? null,
    phase: phase.kind,
    live: ownsTraffic(rollout),
    /** Percent. */
    weight: wantedWeight(rollout),
    measuredAt,
    checks: checkStates(rollout).map(({ check, verdict }) => ({
      metric: check.rule.metric,
      rule: check.rule.text,
      verdict: verdict?.verdict ?? 'no-data',
      value: verdict?.value ?? null,
      limit: verdict?.limit ?? null,
      stable: verdict?.stable ?? null,
      requests: verdict?.requests ?? null,
      sentence: verdict?.sentence ?? null,
    })),
  };
}
