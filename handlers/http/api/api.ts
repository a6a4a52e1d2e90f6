import swagger, { type FastifyDynamicSwaggerOptions as SwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { usualKillPath } from '../../../src/config/build/own-paths.ts';
import type { Config } from '../../../src/config/config.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { refuse } from '../../../src/core/refusal.ts';
import type { AnswerOnce } from '../../hear/answer-once.ts';
import type { Speak } from '../../speak/speak.ts';
import type { Identify } from '../identify.ts';
import { type DocumentRouteParts, documentRoutes } from '../routes/documents.ts';
import { rolloutRoutes } from '../routes/rollouts.ts';
import { admit, type IsUrgent } from './admit.ts';
import type { Authenticate } from './authenticate.ts';
import { canaryMetricsPath, canaryMetricsRoute } from './canary-metrics.ts';
import { commandRoutes, commandsPath, mayHurry } from './commands.ts';
import { components, resourceSchema } from './describe.ts';
import { killPathItem } from './describe-kill.ts';
import { eventListRoute } from './event-list.ts';
import type { KnowTokens } from './know-tokens.ts';
import type { Counters } from './limits.ts';
import { ownRoutes } from './own-routes.ts';
import { parseStrictJson } from './strict-json.ts';

export const apiPath = '/api/v1';

export interface ApiParts extends DocumentRouteParts {
  readonly config: Pick<Config, 'apiRoutes' | 'killSwitch'>;
  readonly specs: readonly CommandSpec[];
  readonly speak: Speak;
  readonly answerOnce: AnswerOnce;
  readonly known: KnowTokens;
  readonly authenticate: Authenticate;
  readonly counters: Counters;
}

/**
 * Version 1 of the HTTP API: what can be typed, and what the console reads, for programs.
 * @returns its description in OpenAPI, once the server is ready
 */
export function apiRoutes(server: FastifyInstance, parts: ApiParts): () => object {
  let described: () => object = () => ({});
  server.register(async (api) => {
    await api.register(swagger, {
      openapi: head,
      refResolver: { buildLocalReference },
      transformObject: (given) => withKillSwitch(given, parts.config),
    });
    for (const [name, schema] of Object.entries(components)) api.addSchema({ $id: name, ...schema });
    speakStrictly(api);
    const urgent = urgentPaths(parts);
    const isUrgent: IsUrgent = ({ routeOptions }) => urgent.has(routeOptions.url ?? '');
    const admitted = admit(api, parts.authenticate, parts.counters, isUrgent);
    const identify: Identify = (request) => admitted.callerOf(request);
    api.addHook('onRoute', (route) => {
      const described = resources[route.url];
      if (described !== undefined) route.schema ??= described;
    });
    rolloutRoutes(api, parts, identify, apiPath);
    documentRoutes(api, parts, identify, apiPath);
    eventListRoute(api, parts, identify, apiPath);
    canaryMetricsRoute(api, parts, identify, canaryMetricsPath);
    ownRoutes(api, parts, identify, commandRoutes(api, { ...parts, admitted }));
    described = () => api.swagger();
    api.get(`${apiPath}/openapi.json`, async () => described());
  });
  return () => described();
}

function urgentPaths({ specs, config }: ApiParts): ReadonlySet<string> {
  const names = specs.filter(mayHurry).map(({ name }) => name);
  const own = config.apiRoutes.flatMap(({ does, path }) => (names.includes(does) ? [path] : []));
  return new Set([...names.map((name) => commandsPath + name), ...own]);
}

/** Bodies are JSON that says everything once; what is wrong with their fields is said by whoever reads them. */
export function speakStrictly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : parseStrictJson(String(body)));
    } catch (error) {
      done(Object.assign(new Error('no JSON', { cause: error }), { statusCode: 400 }));
    }
  });
  server.setValidatorCompiler(() => () => true);
  server.setSerializerCompiler(() => JSON.stringify);
  const above = server.errorHandler;
  server.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) return above(error, request, reply);
    return reply.code(status).send({ ...refuse('bad-request', unread(status, error)), rollout: null });
  });
}

function unread(status: number, { cause }: Error): string {
  const nothing = 'Nothing was done.';
  if (status === 413) return `That is more than fits into one request. ${nothing}`;
  if (status === 415) return `The body should be JSON: \`Content-Type: application/json\`. ${nothing}`;
  const why = cause instanceof SyntaxError && cause.message.startsWith('the field') ? cause.message : null;
  return why === null
    ? `The body is no JSON. ${nothing}`
    : `In the body ${why}, and only one of them could count. ${nothing}`;
}

type TransformObject = NonNullable<SwaggerOptions['transformObject']>;

function withKillSwitch(
  given: Parameters<TransformObject>[0],
  { killSwitch }: ApiParts['config'],
): ReturnType<TransformObject> {
  const described = 'openapiObject' in given ? given.openapiObject : given.swaggerObject;
  return {
    ...described,
    paths: { ...described.paths, [killSwitch?.path ?? usualKillPath]: killPathItem },
  } as ReturnType<TransformObject>;
}

function buildLocalReference(json: { $id?: unknown }): string {
  return String(json.$id);
}

const head: NonNullable<SwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Belay',
    version: '1',
    description:
      'Everything that can be typed to Belay, and what its console reads. Every answer carries a sentence for people. Fields may be added to answers; what is there stays.',
  },
  components: {
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        description: 'Made by `belay token create`; `blt_…`.',
      },
    },
  },
  security: [{ token: [] }],
};

const resources: Readonly<Record<string, object>> = {
  [`${apiPath}/rollouts`]: resourceSchema('The newest rollouts that the token may see.'),
  [`${apiPath}/rollouts/:id`]: resourceSchema('One rollout with its timeline.', ['id']),
  [`${apiPath}/rollouts/:id/events`]: resourceSchema('What the log has of a rollout. Scope: `audit`.', [
    'id',
  ]),
  [`${apiPath}/rollouts/:id/documents/:document`]: resourceSchema(
    'A document of a rollout; with `.pdf`, `.html` or `.md` at its end as a file.',
    ['id', 'document'],
  ),
  [canaryMetricsPath]: {
    ...resourceSchema('What was measured last of a version; of what is live without one.'),
    querystring: {
      type: 'object',
      properties: {
        version: { type: 'string' },
        service: { type: 'string' },
        environment: { type: 'string' },
      },
    },
  },
  [`${apiPath}/openapi.json`]: resourceSchema('This description.'),
};
