import { useState } from 'preact/hooks';
import { documentNames } from '../../../src/core/documents/kinds.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import type { Api } from '../api.ts';
import { clockMinutes } from '../format.ts';
import { documentPath, type OpenDocument } from '../open-document.ts';
import type { DocumentLink } from '../wire.ts';
import { Moment } from './moment.tsx';

interface Props {
  readonly api: Api;
  readonly rollout: string;
  readonly documents: readonly DocumentLink[];
  readonly onOpen: (opened: OpenDocument) => void;
}

export function Documents({ api, rollout, documents, onOpen }: Props) {
  const [trouble, setTrouble] = useState<string | null>(null);
  if (documents.length === 0) return null;

  async function open({ document, part }: DocumentLink) {
    const kept = { rollout: RolloutId.parse(rollout), document, part };
    const answer = await api.document(kept);
    setTrouble(answer.kind === 'ok' ? null : answer.sentence);
    if (answer.kind === 'ok') onOpen({ tree: answer.value, kept });
  }

  return (
    <section class="documents" aria-labelledby="documents-title">
      <h2 id="documents-title">Documents</h2>
      <ul>
        {documents.map((link) => (
          <li key={`${link.document} ${link.part}`} class="document-row">
            <button type="button" class="document-link" onClick={() => void open(link)}>
              <span class="document-kind">{kindOf(link)}</span>
              <b>{link.title}</b>
              <span class="document-by">
                {link.draftedBy === 'model' ? 'drafted by a language model' : 'written by Belay'}
                {', '}
                <Moment at={link.at} text={clockMinutes(link.at)} />
              </span>
            </button>
            <a
              class="document-file"
              href={documentPath({ ...link, rollout }, '.pdf')}
              aria-label={`${link.title} as PDF`}
              download
            >
              PDF
            </a>
          </li>
        ))}
      </ul>
      <p class="trouble" role="alert">
        {trouble}
      </p>
    </section>
  );
}

/** `Go/no-go analysis, gate 2` */
function kindOf({ document, part }: DocumentLink): string {
  const words = documentNames[document].replace(/^the /, '');
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return part === '' ? name : `${name}, ${part.replaceAll('-', ' ')}`;
}
