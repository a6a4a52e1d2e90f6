import { decisionWords } from '../../../src/core/documents/outcome.ts';
import type { Block } from '../../../src/core/documents/tree.ts';
import { placed } from '../placed.ts';
import { Checklist } from './checklist.tsx';
import { LookUp } from './look-up.tsx';

export function DocumentBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <h2>{block.text}</h2>;
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'list':
      return (
        <ul>
          {placed(block.items).map(({ key, item }) => (
            <li key={key}>{item}</li>
          ))}
        </ul>
      );
    case 'checklist':
      return <Checklist items={block.items} />;
    case 'facts':
      return (
        <dl class="facts">
          {placed(block.rows).map(({ key, item: row }) => (
            <div key={key}>
              <dt>{row.name}</dt>
              <dd>{row.link === undefined ? row.value : <LookUp link={row.link}>{row.value}</LookUp>}</dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return <Table columns={block.columns} rows={block.rows} />;
    case 'code':
      return <pre>{block.lines.join('\n')}</pre>;
    case 'decision':
      return (
        <div class="decision" data-outcome={block.outcome}>
          <strong>{decisionWords(block)}</strong>
          <p>{block.sentence}</p>
        </div>
      );
    case 'quote':
      return (
        <figure class="quote">
          <blockquote>{block.text}</blockquote>
          <figcaption>{block.source}, unverified</figcaption>
        </figure>
      );
  }
}

function Table({ columns, rows }: { columns: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div class="table-scroll">
      <table>
        <thead>
          <tr>
            {placed(columns).map(({ key, item }) => (
              <th key={key} scope="col">
                {item}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {placed(rows).map(({ key, item: row }) => (
            <tr key={key}>
              {placed(row).map(({ key: column, item }) => (
                <td key={column}>{item}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
