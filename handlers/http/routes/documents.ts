import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { DocumentKind } from '../../../src/core/documents/kinds.ts';
import type { DocumentKey, StoredDocument } from '../../../src/ports/documents.ts';
import { style } from '../../../src/render/html/style.ts';
import { type PaperForm, type PrintPaper, paperForms } from '../../papers/print-paper.ts';
import type { Identify } from '../identify.ts';
import { loadFor, type RolloutRouteParts } from './load-for.ts';

export interface DocumentRouteParts extends RolloutRouteParts {
  readonly printPaper: PrintPaper;
}

/** The database takes no NUL, and no part has a control character. */
const part = z
  .string()
  .max(100)
  .regex(/^\P{Cc}*$/u);
const Query = z.object({ part: part.default('') });

/** `report`, or `report.pdf` for the file. */
const Asked = z.string().transform((text) => {
  const dot = text.lastIndexOf('.');
  const form = paperForms.find((one) => dot !== -1 && one === text.slice(dot + 1));
  return { document: form === undefined ? text : text.slice(0, dot), form: form ?? null };
});

/** A page of its own: it may show itself and its picture, and nothing else at all. */
const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** What is kept of a rollout: as data for the page, and as files. */
export function documentRoutes(
  server: FastifyInstance,
  parts: DocumentRouteParts,
  identify: Identify,
  prefix = '/api',
): void {
  server.get<{ Params: { id: string; document: string } }>(
    `${prefix}/rollouts/:id/documents/:document`,
    async (request, reply) => {
      const who = identify(request);
      if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
      const rollout = await loadFor(parts, who.speaker, request.params.id);
      if (typeof rollout === 'string') return reply.code(500).send({ sentence: rollout });
      const { document, form } = Asked.parse(request.params.document);
      const kind = DocumentKind.safeParse(document).data;
      const part = Query.safeParse(request.query).data?.part;
      if (rollout === null || kind === undefined || part === undefined) return none(reply);
      const key: DocumentKey = { rollout: rollout.id, document: kind, part };
      return form === null
        ? ((await parts.store.documents.get(key))?.tree ?? none(reply))
        : sendFile(reply, parts.printPaper, key, form);
    },
  );
}

/** What the page lists of each. */
export function listedDocument({ document, part, tree, at }: StoredDocument) {
  return { document, part, title: tree.title, draftedBy: tree.draftedBy, at };
}

async function sendFile(reply: FastifyReply, print: PrintPaper, key: DocumentKey, form: PaperForm) {
  const paper = await print(key, form);
  if (paper === null) return none(reply);
  // A page is read on the spot; files are kept.
  const shown = form === 'html' ? 'inline' : 'attachment';
  if (form === 'html') reply.header('content-security-policy', pagePolicy);
  return reply
    .header('content-type', paper.contentType)
    .header('content-disposition', `${shown}; filename="${paper.name}"`)
    .send(typeof paper.data === 'string' ? paper.data : Buffer.from(paper.data));
}

function none(reply: FastifyReply) {
  return reply.code(404).send({ sentence: 'There is no such document (yet).' });
}
