import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { GithubError } from './github-error.ts';

/** @throws GithubError 422, naming the first field that is wrong */
export function readBody<T>({ body }: FastifyRequest, schema: z.ZodType<T>, resource: string): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message, code }) => ({
    resource,
    field: path.join('.'),
    code: code === 'invalid_type' ? 'missing_field' : 'invalid',
    message,
  }));
  throw new GithubError(422, 'Validation Failed', { errors });
}
