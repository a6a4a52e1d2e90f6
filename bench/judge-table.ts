import type { Case } from './judge-case.ts';
import type { CellFigures } from './judge-figures.ts';
import { judges } from './judge-judges.ts';

export interface Row {
  readonly watched: Case;
  /** By judge. */
  readonly cells: Readonly<Record<string, CellFigures>>;
}

const widths = { scenario: 26, cell: 22 };

/** The head of a table in Markdown: share that was rolled back, median minute, mean of bad requests until then. */
export const heading: readonly string[] = [
  line(
    'scenario',
    judges.map(({ name }) => `\`${name}\``),
  ),
  line(
    '---',
    judges.map(() => '---'),
  ),
];

export function describeCase({ watched, cells }: Row): string {
  return line(
    watched.name,
    judges.map(({ name }) => describe(cells[name])),
  );
}

function line(first: string, others: readonly string[]): string {
  const padded = others.map((cell) => cell.padEnd(widths.cell));
  return `| ${[first.padEnd(widths.scenario), ...padded].join(' | ')} |`;
}

function describe(cell: CellFigures | undefined): string {
  if (cell === undefined) return '';
  const { probability, median_minute, bad_requests } = cell;
  const when = median_minute === null ? '' : `, ${median_minute} min`;
  return `${percent(probability)}${when}, ${Math.round(bad_requests)} bad`;
}

/** Small ones to the hundredth, for that is where false alarms are told apart. */
function percent(share: number): string {
  if (share === 0 || share === 1) return `${100 * share} %`;
  return `${(100 * share).toFixed(share < 0.1 || share > 0.99 ? 2 : 1)} %`;
}
