import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../core/failure.ts';
import type { RouterReading } from '../../../ports/router.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { readingOf } from './live-reading.ts';
import { type OrderRecord, parseRecord } from './order-record.ts';
import { isGone, openProcesses } from './process.ts';
import { orderKey } from './snippet.ts';

/** What one process says, and what it said it from. */
export interface Look {
  readonly address: string;
  readonly name: string;
  readonly facts: Facts;
  readonly reading: RouterReading;
  readonly record: OrderRecord | null;
  /** HAProxy's clock before ours, in milliseconds. */
  readonly ahead: number;
  readonly master: boolean;
}

/** Looks at every process behind one socket. @throws Failure router-unreachable, router-refused */
export async function lookAt(
  address: string,
  route: string,
  mapFile: string | null,
  clock: () => number,
): Promise<readonly Look[]> {
  await using behind = await openProcesses(address);
  const looks: Look[] = [];
  for (const process of behind.processes) {
    try {
      const facts = await gatherFacts(process, route, mapFile, clock);
      const record = parseRecord(facts.entries.get(orderKey(route)));
      // A process of before the generated lines were there knows nothing to disagree about.
      if (process.old && record === null) continue;
      const ahead = facts.now === null ? 0 : facts.now - clock();
      const reading = readingOf(facts, route, clock() + ahead, process.old);
      looks.push({ address, name: process.name, facts, record, reading, ahead, master: behind.master });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return looks;
}

/**
 * One reading for all processes: null with a sentence as soon as one cannot be asked or says something else.
 * @throws Failure when none can be asked
 */
export function combine(
  looks: readonly Look[],
  failures: readonly { address: string; error: unknown }[],
): RouterReading {
  const [first, ...others] = looks;
  const [failed] = failures;
  if (first === undefined) throw failed?.error ?? nobody();
  const fence = Math.max(...looks.map(({ reading }) => reading.fence));
  if (failed !== undefined) {
    const why = failed.error instanceof Failure ? failed.error.message : String(failed.error);
    return { wanted: null, fence, returned: why.replace(/\.$/, '') };
  }
  const other = others.find(({ reading }) => !isDeepStrictEqual(reading.wanted, first.reading.wanted));
  if (other === undefined) {
    const returned = looks.find(({ reading }) => reading.returned !== null)?.reading.returned ?? null;
    return { wanted: first.reading.wanted, fence, returned };
  }
  const returned = `HAProxy at ${first.name} ${inWords(first.reading)}, and at ${other.name} ${inWords(other.reading)}`;
  return { wanted: null, fence, returned };
}

function nobody(): Failure {
  return new Failure(
    'router-unreachable',
    'The master of HAProxy has no worker. Check why none starts; a split that nobody renews returns to stable by itself.',
    { retryable: true },
  );
}

function inWords({ wanted, returned }: RouterReading): string {
  if (wanted === null) return `does not do what was ordered (${returned ?? 'it holds no order'})`;
  if (wanted.kind === 'stable') return `sends everybody to ${wanted.stable.version}`;
  return `sends ${wanted.weight} % to ${wanted.canary.version}`;
}
