import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { notFound } from '../github-error.ts';
import type { Delivery, Hook } from '../hook.ts';
import { iso, numberOf, type Routing } from '../routing.ts';

const threeDays = 3 * 24 * 3_600_000;

const Query = z.object({
  per_page: z.coerce.number().int().min(1).max(100).catch(30),
  cursor: z.string().optional(),
  status: z.enum(['success', 'failure']).optional(),
});

/** What was delivered in the last three days, newest first, in pages by cursor. */
export function deliveryRoutes(server: FastifyInstance, { state, url, onlyApp }: Routing, hook: Hook): void {
  const list = '/app/hook/deliveries';
  const kept = () => hook.deliveries.filter(({ deliveredAt }) => deliveredAt > state.clock() - threeDays);
  const find = (id: number) => {
    const found = kept().find((one) => one.id === id);
    if (found === undefined) throw notFound();
    return found;
  };

  server.get('/app/hook/config', async (request) => {
    onlyApp(request);
    const { url: to = '', secret = '' } = hook.target ?? {};
    const masked = secret === '' ? {} : { secret: '********' };
    return { content_type: 'json', insecure_ssl: '0', ...masked, url: to };
  });
  server.get(list, async (request, reply) => {
    onlyApp(request);
    const { per_page, cursor, status } = Query.parse(request.query);
    const found = kept()
      .toReversed()
      .filter(({ statusCode }) => status === undefined || (status === 'success') === succeeded(statusCode))
      .filter(({ id }) => cursor === undefined || id < Number(cursor.slice(1)));
    const page = found.slice(0, per_page);
    const last = page.at(-1);
    if (last !== undefined && found.length > page.length) {
      const next = new URL(list, url());
      next.searchParams.set('per_page', String(per_page));
      next.searchParams.set('cursor', `v${last.id}`);
      if (status !== undefined) next.searchParams.set('status', status);
      reply.header('link', `<${next.href}>; rel="next"`);
    }
    return page.map(summary);
  });
  server.get(`${list}/:delivery`, async (request) => {
    onlyApp(request);
    const delivery = find(numberOf(request, 'delivery'));
    return {
      ...summary(delivery),
      url: hook.target?.url ?? '',
      request: { headers: delivery.headers, payload: JSON.parse(delivery.payload) },
      response: { headers: {}, payload: delivery.response },
    };
  });
  server.post(`${list}/:delivery/attempts`, async (request, reply) => {
    onlyApp(request);
    const { id } = find(numberOf(request, 'delivery'));
    // Redelivered behind the answer, as GitHub does it.
    setImmediate(() => void hook.redeliver(id));
    return reply.code(202).send({});
  });
}

function succeeded(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 400;
}

function summary(one: Delivery) {
  return {
    id: one.id,
    guid: one.guid,
    delivered_at: iso(one.deliveredAt),
    redelivery: one.redelivery,
    duration: one.took / 1000,
    status: one.status,
    status_code: one.statusCode,
    event: one.event,
    action: one.action,
    installation_id: one.installationId,
    repository_id: one.repositoryId,
    throttled_at: null,
  };
}
