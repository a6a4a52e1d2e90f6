import { useState } from 'preact/hooks';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import type { Api } from '../api.ts';
import { clockMinutes } from '../format.ts';
import type { DocumentLink } from '../wire.ts';
import { Moment } from './moment.tsx';

interface Props {
  readonly api: Api;
  readonly rollout: string;
  readonly documents: readonly DocumentLink[];
  readonly onOpen: (tree: DocumentTree) => void;
}

export function Documents({ api, rollout, documents, onOpen }: Props) {
  const [trouble, setTrouble] = useState<string | null>(null);
  if (documents.length === 0) return null;

  async function open(link: DocumentLink) {
    const answer = await api.document(rollout, link.document);
    setTrouble(answer.kind === 'ok' ? null : answer.sentence);
    if (answer.kind === 'ok') onOpen(answer.value);
  }

  return (
    <section class="documents" aria-labelledby="documents-title">
      <h2 id="documents-title">Documents</h2>
      <ul>
        {documents.map((link) => (
          <li key={link.document}>
            <button type="button" class="document-link" onClick={() => void open(link)}>
              <b>{link.title}</b>
              <Moment at={link.at} text={clockMinutes(link.at)} />
            </button>
          </li>
        ))}
      </ul>
      <p class="trouble" role="alert">
        {trouble}
      </p>
    </section>
  );
}
