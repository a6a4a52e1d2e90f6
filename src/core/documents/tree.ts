import { z } from 'zod';
import { Instant } from '../time.ts';
import { WebLink } from '../web-link.ts';
import { Outcome } from './outcome.ts';

const Cell = z.string();

/** A piece of a document. Text is plain: every renderer escapes it for its own place. */
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: z.string() }),
  z.object({ kind: z.literal('paragraph'), text: z.string() }),
  z.object({ kind: z.literal('list'), items: z.array(z.string()) }),
  /** `done` null is a box that only a person can tick. */
  z.object({
    kind: z.literal('checklist'),
    items: z.array(
      z.object({ text: z.string(), done: z.boolean().nullable(), evidence: z.string().nullable() }),
    ),
  }),
  z.object({
    kind: z.literal('facts'),
    /** `link`: where the value leads, for places that can show it. */
    rows: z.array(z.object({ name: z.string(), value: z.string(), link: WebLink.optional() })),
  }),
  z.object({ kind: z.literal('table'), columns: z.array(z.string()), rows: z.array(z.array(Cell)) }),
  z.object({ kind: z.literal('code'), lines: z.array(z.string()) }),
  /** The decision line: what code has computed, in words that stand out. */
  z.object({
    kind: z.literal('decision'),
    outcome: Outcome,
    /** It has been carried out already: nobody is asked for anything. */
    done: z.literal(true).optional(),
    sentence: z.string(),
  }),
  /** What somebody else wrote, shown as theirs and as unverified. */
  z.object({ kind: z.literal('quote'), source: z.string(), text: z.string() }),
]);
export type Block = z.infer<typeof Block>;

/** A document independent of any place; renderers turn it into Markdown, terminal text or a page. */
export const DocumentTree = z.object({
  title: z.string(),
  /** One sentence that can stand alone. */
  summary: z.string(),
  draftedBy: z.enum(['template', 'model']),
  /** Why it was drafted so. */
  draftedWhy: z.string(),
  at: Instant,
  blocks: z.array(Block),
});
export type DocumentTree = z.infer<typeof DocumentTree>;
