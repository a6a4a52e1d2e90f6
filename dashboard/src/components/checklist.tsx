import type { Block } from '../../../src/core/documents/tree.ts';
import { placed } from '../placed.ts';

type Item = Extract<Block, { kind: 'checklist' }>['items'][number];

function words(done: boolean | null): string {
  if (done === null) return 'for a person to tick';
  return done ? 'done' : 'not done';
}

/** The boxes show what is recorded; nothing is ticked here. */
export function Checklist({ items }: { items: readonly Item[] }) {
  return (
    <ul class="checklist">
      {placed(items).map(({ key, item }) => (
        <li key={key} data-done={item.done === null ? 'person' : String(item.done)}>
          <svg class="box" viewBox="0 0 16 16" role="img" aria-label={words(item.done)}>
            <rect x="1" y="1" width="14" height="14" rx="3.5" />
            {item.done === true ? <path d="m4.4 8.3 2.5 2.5 4.7-5.2" /> : null}
            {item.done === false ? <path d="m5.2 5.2 5.6 5.6M10.8 5.2l-5.6 5.6" /> : null}
          </svg>
          <span>
            {item.text}
            {item.evidence === null ? null : <span class="evidence">{item.evidence}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
