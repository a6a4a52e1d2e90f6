import { accessSync, constants } from 'node:fs';
import { createMeasureBudget } from '../adapters/metrics/prometheus/budgets.ts';
import { examinePrometheus } from '../adapters/metrics/prometheus/examine.ts';
import { examineBudget, examineRetention } from '../adapters/metrics/prometheus/examine-budget.ts';
import { isQueryMetric } from '../adapters/metrics/prometheus/metrics.ts';
import { examineModel } from '../adapters/model/anthropic/examine.ts';
import { mistrustAddress } from '../adapters/place/pager/heartbeat.ts';
import { examineRedis } from '../adapters/queue/examine-redis.ts';
import { examinePostgres } from '../adapters/store/examine-postgres.ts';
import { examineHaproxy } from '../adapters/traffic/haproxy/examine.ts';
import type { Config } from '../config/config.ts';
import type { Env } from '../config/env.ts';
import { Failure } from '../core/failure.ts';
import { counted } from '../core/prose.ts';
import { gatingOf } from '../ledger/budgets.ts';
import type { Examine, Finding } from '../ports/examine.ts';
import type { DataFolder } from './data-folder.ts';
import { examinePlaces } from './examine-places.ts';
import { examineRoles } from './examine-roles.ts';
import { examineKillSwitch } from './kill-secret.ts';
import { metricSources } from './metric-sources.ts';
import type { RoleName } from './open-role.ts';
import { answers, listenersOf, ProxyProcess, proxyFile } from './proxy-process.ts';
import { secretsFrom } from './secrets.ts';
import { servedBy } from './served-by.ts';
import { examineSignalSource } from './signal-sources.ts';

export interface Examined {
  readonly config: Config;
  readonly env: Env;
  readonly data: DataFolder;
  /** The environment, in which secrets are looked for. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Everything outside that belay.yml and the environment name, each with how it is looked at. */
export function examinations(parts: Examined): readonly Examine[] {
  return [...workerExaminations(parts), ...examineSessionKey(parts), ...examineSignals(parts)];
}

/** What a worker needs. It hears nobody, so neither the secrets of signals nor the key of sessions are for it. */
function workerExaminations(parts: Examined): readonly Examine[] {
  return [
    examineConfiguration(parts),
    examineDataFolder(parts),
    ...examineServers(parts),
    ...examineProxy(parts),
    ...examineRouters(parts),
    ...examineSources(parts),
    ...examineBudgets(parts),
    ...examineModels(parts),
    ...examineHeartbeat(parts),
    ...examinePlaces({ ...parts, secretOf: secretsFrom(parts.variables), publicUrl: parts.env.publicUrl }),
    ...examineRoles({ ...parts, secretOf: secretsFrom(parts.variables) }),
  ];
}

/** Only looked at: a beat that nobody's work stands behind would be a lie. */
function examineHeartbeat({ config, variables }: Examined): readonly Examine[] {
  const { heartbeat } = config;
  if (heartbeat === null) return [];
  const about = "The dead man's switch (heartbeat)";
  return [
    async (): Promise<readonly Finding[]> => {
      try {
        const wrong = mistrustAddress(secretsFrom(variables)(heartbeat.url));
        if (wrong === null) {
          return [{ about, state: 'ok', sentence: 'Its address is set; it is called when a worker runs.' }];
        }
        const sentence = `Its address ${wrong}, so it is never called. Set it as the service shows it.`;
        return [{ about, state: 'error', sentence }];
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return [{ about, state: 'error', sentence: error.message }];
      }
    },
  ];
}

/** What one role depends on. */
export function examinationsOf(role: RoleName, parts: Examined): readonly Examine[] {
  return role === 'worker' ? workerExaminations(parts) : examinations(parts);
}

function examineConfiguration({ config }: Examined): Examine {
  const { services, environments, routers } = config;
  const all = [
    counted(services.length, 'service'),
    counted(environments.length, 'environment'),
    counted(routers.length, 'router'),
  ];
  const sentence = `${all.join(', ')}; no mistakes.`;
  return async () => [{ about: config.file, state: 'ok', sentence }];
}

function examineServers({ env }: Examined): readonly Examine[] {
  return [
    ...(env.databaseUrl === null ? [] : [examinePostgres(env.databaseUrl, Date.now)]),
    ...(env.redisUrl === null ? [] : [examineRedis(env.redisUrl, Date.now)]),
  ];
}

/** With a database that is shared there may be several bots, and each must accept what the others signed. */
function examineSessionKey({ env }: Examined): readonly Examine[] {
  if (env.databaseUrl === null) return [];
  const about = 'BELAY_SESSION_KEY';
  if (env.sessionKey !== null) {
    const sentence = 'It is set; bots that have the same one accept the sessions of each other.';
    return [async () => [{ about, state: 'ok', sentence }]];
  }
  const sentence =
    'It is not set, so each bot signs with a key of its own, and two bots refuse the sessions of each other. Make one with `openssl rand -hex 32` and give every bot the same, here or in the file that BELAY_SESSION_KEY_FILE names; a single bot that keeps its data folder needs none.';
  return [async () => [{ about, state: 'warning', sentence }]];
}

function examineDataFolder({ data }: Examined): Examine {
  return async () => {
    const about = `Data folder ${data.path}`;
    try {
      accessSync(data.path, constants.R_OK | constants.W_OK | constants.X_OK);
      return [{ about, state: 'ok', sentence: 'Belay can read and write it.' }];
    } catch {
      const sentence =
        'Belay cannot write there, so sessions and checkpoints are lost, and without DATABASE_URL nothing can be released. Give its owner the right to, or set BELAY_DATA.';
      return [{ about, state: 'error', sentence }];
    }
  };
}

function examineProxy({ config, data }: Examined): readonly Examine[] {
  const addresses = listenersOf(config).map(({ host, port }) => `${host}:${port}`);
  if (addresses.length === 0) return [];
  return [
    async (): Promise<readonly Finding[]> => {
      const about = `Embedded proxy at ${addresses.join(', ')}`;
      const proxy = data.readJson(proxyFile, ProxyProcess);
      if (proxy !== null && (await answers(proxy)))
        return [{ about, state: 'ok', sentence: `It answers as process ${proxy.pid}.` }];
      const sentence =
        'It does not answer, so visitors get nothing from it and no traffic can be moved. Start it with `belay start`.';
      return [{ about, state: 'error', sentence }];
    },
  ];
}

function examineRouters({ config }: Examined): readonly Examine[] {
  return config.routers.flatMap((router) =>
    router.kind === 'haproxy'
      ? [() => examineHaproxy({ ...router, served: servedBy(config, router.name), clock: Date.now })]
      : [],
  );
}

/** Metric servers, each with the queries that rollouts would ask it. */
function examineSources({ config, variables }: Examined): readonly Examine[] {
  const asked = config.slots.flatMap(({ plan }) => plan.metrics.filter(isQueryMetric));
  const metrics = [...new Map(asked.map((metric) => [metric.name, metric])).values()];
  return metricSources(config, secretsFrom(variables)).map((source) =>
    examinePrometheus({
      fetch,
      source,
      metrics: metrics.filter((metric) => metric.source.source === source.name),
      clock: Date.now,
    }),
  );
}

/** Error budgets that can stop a release, and whether their servers remember long enough. */
function examineBudgets({ config, variables }: Examined): readonly Examine[] {
  const sources = metricSources(config, secretsFrom(variables));
  const measure = createMeasureBudget({ fetch, sources });
  const periods = Map.groupBy(config.budgets, ({ source }) => source);
  return [
    ...config.budgets.map((one) =>
      examineBudget({
        measure,
        ...one,
        slots: config.slots.filter((slot) => gatingOf({ budgets: [one] }, slot).length > 0),
      }),
    ),
    ...sources.flatMap((source) => {
      const asked = periods.get(source.name) ?? [];
      const longest = Math.max(...asked.map(({ budget }) => budget.period));
      return asked.length === 0 ? [] : [examineRetention(fetch, source, longest)];
    }),
  ];
}

/** Both models, or one that serves as both. */
function examineModels({ config, variables }: Examined): readonly Examine[] {
  const { model } = config;
  if (model === null) return [];
  const apiKey = () => secretsFrom(variables)(model.apiKey);
  const { baseUrl, names, pricesAsOf } = model;
  return [...new Set(Object.values(names))].map((name) =>
    examineModel({ apiKey, baseUrl, name, pricesAsOf, clock: Date.now }),
  );
}

function examineSignals({ config, variables }: Examined): readonly Examine[] {
  const secretOf = secretsFrom(variables);
  const killSwitch = config.killSwitch === null ? [] : [examineKillSwitch(config.killSwitch, secretOf)];
  return [...config.signals.map((source) => examineSignalSource(source, secretOf)), ...killSwitch];
}
