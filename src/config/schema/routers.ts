import { z } from 'zod';
import { listen, text, url } from './leaf.ts';
import { name } from './reference.ts';
import { secret } from './secret.ts';

function router<K extends string, S extends z.ZodRawShape>(kind: K, description: string, shape: S) {
  return z.strictObject({ kind: z.literal(kind).describe(description), ...shape });
}

function oneOrMore<T extends z.ZodType>(one: T) {
  return z.union([one, z.array(one).min(1)]);
}

const socketAddress = z.string().regex(/^(\/[\w./@+-]+|(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9.-]+):\d{1,5})$/, {
  error:
    'A socket is a path such as `/run/haproxy/admin.sock`, or a host and a port such as `127.0.0.1:9999`.',
});

const filePath = z.string().regex(/^\/[\w./@+-]+$/, {
  error: 'A map file is a whole path without spaces, such as `/etc/haproxy/belay.map`.',
});

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
    socket: oneOrMore(socketAddress).describe(
      'Path or host:port of the stats socket with `level admin`, or of the master; a list for several HAProxies.',
    ),
    exporter: oneOrMore(url()).describe(
      'Address of the built-in exporter, such as `http://127.0.0.1:8405/metrics`; a list for several HAProxies.',
    ),
    map_file: filePath
      .optional()
      .describe(
        'Path of the map file when Belay may write it, so that a split outlives a reload; without it a reload returns to stable.',
      ),
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
