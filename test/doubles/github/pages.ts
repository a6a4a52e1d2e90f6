import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const Query = z.object({
  per_page: z.coerce.number().int().min(1).catch(30),
  page: z.coerce.number().int().min(1).catch(1),
});

/** One page of a list, with the Link header that clients follow: 30 a page, at most 100. */
export function pageOf<T>(items: readonly T[], request: FastifyRequest, reply: FastifyReply): readonly T[] {
  const { per_page, page } = Query.parse(request.query);
  const size = Math.min(per_page, 100);
  const last = Math.max(1, Math.ceil(items.length / size));
  if (page < last) {
    reply.header(
      'link',
      `<${pageUrl(request, page + 1)}>; rel="next", <${pageUrl(request, last)}>; rel="last"`,
    );
  }
  return items.slice((page - 1) * size, page * size);
}

function pageUrl(request: FastifyRequest, page: number): string {
  const url = new URL(request.url, `http://${request.host}`);
  url.searchParams.set('page', String(page));
  return url.href;
}
