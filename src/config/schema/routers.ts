import { z } from 'zod';
import { listen, text, url } from './leaf.ts';
import { name } from './reference.ts';
import { secret } from './secret.ts';

function router<K extends string, S extends z.ZodRawShape>(kind: K, description: string, shape: S) {
  return z.strictObject({ kind: z.literal(kind).describe(description), ...shape });
}

const kubernetes = {
  namespace: text().describe('Kubernetes namespace.'),
  context: text().optional().describe('Context of the kubeconfig; the current one when left out.'),
};

const routerKind = z.discriminatedUnion('kind', [
  router(
    'embedded',
    "Belay's own proxy, in a process of its own. For demos, tests and small services on one machine.",
    {
      listen: listen().describe('Where the proxy takes requests, `127.0.0.1:8080`.'),
    },
  ),
  router('haproxy', 'HAProxy through its runtime API.', {
    socket: text().describe('Path or host:port of the stats socket.'),
  }),
  router('kubernetes-gateway', 'Kubernetes Gateway API (HTTPRoute weights).', kubernetes),
  router('istio', 'Istio virtual services.', kubernetes),
  router('ingress-nginx', 'ingress-nginx canary annotations.', kubernetes),
  router('aws-alb', 'AWS application load balancer.', {
    region: text().describe('AWS region.'),
    listener: text().optional().describe('ARN of the listener.'),
  }),
  router('cloud-run', 'Cloud Run traffic tags.', {
    project: text().describe('Google Cloud project.'),
    region: text().describe('Google Cloud region.'),
  }),
  router('http', 'Any router with an HTTP API.', {
    url: url().describe('Base address.'),
    token: secret().optional().describe('Bearer token.'),
  }),
]);

export const routers = z.record(name(), routerKind).describe('What moves traffic.');
