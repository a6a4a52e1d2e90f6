import { openScratchProcess } from '../src/adapters/migration/scratch.ts';
import { type Came, cameOf, corpus, type Expected } from '../test/adapters/migration/corpus.ts';
import type { Figures } from './measure.ts';
import { summary } from './measure.ts';

/** Migrations tried forward, back and forward again on the scratch database, and what becomes of those that must not be. */
export async function measureMigrations(tell: (line: string) => void): Promise<Figures> {
  await using scratch = openScratchProcess();
  const came: Came[] = [];
  const otherwise: string[] = [];
  const took: number[] = [];
  for (const { name, job, expected } of corpus) {
    const began = performance.now();
    const result = cameOf(await scratch.prove(job));
    took.push(performance.now() - began);
    came.push(result);
    if (!isAsExpected(result, expected)) otherwise.push(`${name}: ${result.kind}`);
  }
  tell(`${corpus.length} migrations were tried`);
  const tried = came.filter(({ kind }) => kind === 'proven' || kind === 'irreversible');
  return {
    n: corpus.length,
    tried: tried.length,
    schema_proven: tried.filter(({ schema }) => schema).length,
    data_proven: tried.filter(({ data }) => data).length,
    lossy_marked: tried.filter(({ kind }) => kind === 'irreversible').length,
    refused: came.filter(({ kind }) => kind === 'refused').length,
    failed: came.filter(({ kind }) => kind === 'failed').length,
    otherwise,
    took_ms: summary(took),
  };
}

function isAsExpected(came: Came, expected: Expected): boolean {
  if (came.kind !== expected.kind) return false;
  switch (expected.kind) {
    case 'refused':
      return came.code === expected.code;
    case 'failed':
      return true;
    case 'proven':
    case 'irreversible':
      return came.schema === expected.schema && came.data === expected.data;
  }
}
