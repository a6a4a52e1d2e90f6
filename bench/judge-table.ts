import type { Case } from './judge-case.ts';
import type { CellFigures } from './judge-figures.ts';
import { judges } from './judge-judges.ts';

export interface Row {
  readonly watched: Case;
  /** By judge. */
  readonly cells: Readonly<Record<string, CellFigures>>;
}

const nameWidth = 28;
const width = 24;

/** Share that was rolled back, median minute, mean of bad requests until then, runs. */
export const heading = [
  `\n${'rolled back/minute/bad/n'.padEnd(nameWidth)}`,
  ...judges.map(({ name }) => name.padEnd(width)),
].join('');

export function describeCase({ watched, cells }: Row): string {
  return [
    watched.name.padEnd(nameWidth),
    ...judges.map(({ name }) => describe(cells[name]).padEnd(width)),
  ].join('');
}

function describe(cell: CellFigures | undefined): string {
  if (cell === undefined) return '';
  const { probability, median_minute, bad_requests, n } = cell;
  return `${probability.toFixed(3)}/${median_minute ?? '–'}/${bad_requests.toFixed(0)}/${n}`;
}
