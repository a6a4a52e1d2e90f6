import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const root = join(import.meta.dirname, '..', '..');

const name = z.string().regex(/^[a-z][a-z0-9-]*$/);
const duration = z.string().regex(/^\d+(ms|s|m)$/);
const words = z.array(z.string()).min(1);

const Healthcheck = z.strictObject({
  test: words.refine(([first]) => first === 'CMD' || first === 'CMD-SHELL'),
  interval: duration,
  timeout: duration,
  retries: z.number().int(),
  start_period: duration,
});

const Service = z.strictObject({
  build: z.strictObject({ context: z.string(), target: z.string() }).optional(),
  image: z.string(),
  command: words.optional(),
  user: z.string().optional(),
  init: z.boolean().optional(),
  group_add: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  env_file: z.array(z.strictObject({ path: z.string(), required: z.literal(false) })).default([]),
  networks: z.array(name).min(1),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()),
  depends_on: z.record(name, z.strictObject({ condition: z.literal('service_healthy') })).default({}),
  deploy: z.strictObject({ replicas: z.number().int() }).optional(),
  healthcheck: Healthcheck,
  restart: z.literal('unless-stopped'),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  shm_size: z.string().optional(),
  stop_signal: z.string().optional(),
  stop_grace_period: duration,
});

/** What Belay's docker-compose.yml may say, and must: of the Compose specification the part that it uses. */
const ComposeFile = z.strictObject({
  name,
  services: z.record(name, Service),
  networks: z.record(name, z.strictObject({ internal: z.literal(true).optional() })),
  volumes: z.record(name, z.strictObject({})),
});

export type Service = z.infer<typeof Service>;
export type ComposeFile = z.infer<typeof ComposeFile>;

/** docker-compose.yml with its anchors merged; the templates that begin with `x-` are left out. */
export function readCompose(): ComposeFile {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const data = z.record(z.string(), z.unknown()).parse(parse(text, { merge: true }));
  return ComposeFile.parse(Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith('x-'))));
}
