import Fastify from 'fastify';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { type ApiParts, apiRoutes } from './api.ts';

/**
 * The description of the API without a server: its routes are made and never called, so nothing stands behind them.
 * @param config where the kill switch is, when that is not the usual path
 */
export async function describeApi(
  specs: readonly CommandSpec[],
  config: Pick<ApiParts['config'], 'killSwitch'> = { killSwitch: null },
): Promise<object> {
  await using server = Fastify();
  const described = apiRoutes(server, { specs, config: { ...config, apiRoutes: [] } } as unknown as ApiParts);
  await server.ready();
  return described();
}
