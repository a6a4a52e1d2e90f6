import type { FastifyInstance } from 'fastify';
import type { Config } from '../../../src/config/config.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import type { Identify } from '../identify.ts';
import type { RolloutRouteParts } from '../routes/load-for.ts';
import { canaryMetricsPath, canaryMetricsRoute } from './canary-metrics.ts';
import type { RunCommand } from './commands.ts';

interface Parts extends RolloutRouteParts {
  readonly config: Pick<Config, 'apiRoutes'>;
  readonly specs: readonly CommandSpec[];
}

/** Paths of belay.yml; each does what a built-in one does, with the same fields, tokens and answers. */
export function ownRoutes(server: FastifyInstance, parts: Parts, identify: Identify, run: RunCommand): void {
  for (const { does, path } of parts.config.apiRoutes) {
    if (does === 'metrics') {
      if (path !== canaryMetricsPath) canaryMetricsRoute(server, parts, identify, path);
      continue;
    }
    const spec = parts.specs.find(({ name }) => name === does);
    if (spec === undefined) continue;
    server.route({
      method: spec.kind === 'reads' ? ['GET', 'POST'] : 'POST',
      url: path,
      schema: { hide: true },
      handler: (request, reply) => run(spec, request, reply),
    });
  }
}
