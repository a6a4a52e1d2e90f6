import { z } from 'zod';
import { DocumentTree } from '../../core/documents/tree.ts';
import { RolloutId } from '../../core/ids.ts';
import type { Documents, StoredDocument } from '../../ports/store.ts';
import { storableText } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row: z.ZodType<StoredDocument> = z.object({
  rollout: RolloutId,
  document: z.enum(['checklist', 'report']),
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
          .onConflict((conflict) => conflict.columns(['rollout', 'document']).doUpdateSet(values))
          .execute();
      }),
    get: (rollout, document) =>
      guarded(async () => {
        const row = await db
          .selectFrom('belay.documents')
          .selectAll()
          .where('rollout', '=', rollout)
          .where('document', '=', document)
          .executeTakeFirst();
        return row === undefined ? null : Row.parse(row);
      }),
  };
}
