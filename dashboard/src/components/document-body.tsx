import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { fullTime } from '../format.ts';
import { placed } from '../placed.ts';
import { DocumentBlock } from './document-block.tsx';

export function DocumentBody({ tree, titleId }: { tree: DocumentTree; titleId?: string }) {
  return (
    <article class="document">
      <h1 id={titleId}>{tree.title}</h1>
      <p class="document-summary">{tree.summary}</p>
      {placed(tree.blocks).map(({ key, item }) => (
        <DocumentBlock key={key} block={item} />
      ))}
      <p class="faint">
        Drafted by {tree.draftedBy === 'model' ? 'a language model' : 'template'}: {tree.draftedWhy} ·{' '}
        {fullTime(tree.at)}
      </p>
    </article>
  );
}
