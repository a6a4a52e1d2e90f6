import { z } from 'zod';
import { DocumentKind } from '../../core/documents/kinds.ts';
import { DocumentTree } from '../../core/documents/tree.ts';
import { RolloutId } from '../../core/ids.ts';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import { storableText } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row: z.ZodType<StoredDocument> = z.object({
  rollout: RolloutId,
  document: DocumentKind,
  part: z.string(),
  tree: DocumentTree,
  at: z.coerce.number(),
});

export function documents(db: Database): Documents {
  return {
    save: ({ tree, ...document }) =>
      guarded(async () => {
        const values = { ...document, tree: storableText(tree) };
        await db
          .insertInto('belay.documents')
          .values(values)
          .onConflict((conflict) => conflict.columns(['rollout', 'document', 'part']).doUpdateSet(values))
          .execute();
      }),
    get: ({ rollout, document, part }) =>
      guarded(async () => {
        const row = await db
          .selectFrom('belay.documents')
          .selectAll()
          .where('rollout', '=', rollout)
          .where('document', '=', document)
          .where('part', '=', part)
          .executeTakeFirst();
        return row === undefined ? null : Row.parse(row);
      }),
    of: (rollout) =>
      guarded(async () => {
        const rows = await db
          .selectFrom('belay.documents')
          .selectAll()
          .where('rollout', '=', rollout)
          .orderBy('at')
          .orderBy('document')
          .orderBy('part')
          .execute();
        return rows.map((row) => Row.parse(row));
      }),
  };
}
