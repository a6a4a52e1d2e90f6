import type { Instant, Millis } from '../../../core/time.ts';
import { type Counts, type Exported, nothing, readExporter } from './exporter.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** What all exporters together have counted since the first sample, by `proxy/server`; never goes down. */
export interface Sample {
  readonly at: Instant;
  readonly totals: ReadonlyMap<string, Counts>;
}

export interface Samples extends Disposable {
  /** Looks now, and from now on at this route too. @throws Failure metrics-unreachable */
  take(route: string): Promise<Sample>;
  /** The same look, as each exporter told it, by its address. @throws Failure metrics-unreachable */
  read(route: string): Promise<ReadonlyMap<string, Exported>>;
  /** The sample from which a window is counted: the last one before `from` if it is close, else the first after. */
  base(from: Instant): Sample | null;
  /** The first sample at or after an instant. */
  after(from: Instant): Sample | null;
}

const every: Millis = 1000;
/** Looks go on for so long after somebody asked. */
const interest: Millis = 5 * 60_000;
const kept: Millis = 3_600_000 + 10_000;
/** A sample this much older than the window's beginning is another window's. */
const close: Millis = 2500;

/** Keeps what the exporters counted, about every second while somebody asks. */
export function createSamples(exporters: readonly string[], clock: () => Instant): Samples {
  const kepts: Sample[] = [];
  const last = new Map<string, Exported>();
  let totals: ReadonlyMap<string, Counts> = new Map();
  // A HAProxy may serve thousands of others; theirs are not kept.
  const routes = new Set<string>();
  let asked = 0;
  let timer: NodeJS.Timeout | null = null;
  let ended = false;

  const look = oneAtATime(async () => {
    const at = clock();
    const read = await Promise.allSettled(
      exporters.map(async (url) => [url, await readExporter(url, routes)] as const),
    );
    for (const one of read) {
      if (one.status === 'rejected') continue;
      const [url, exported] = one.value;
      totals = grown(totals, last.get(url), exported);
      last.set(url, exported);
    }
    const failed = read.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const sample = { at, totals };
    kepts.push(sample);
    while ((kepts[0]?.at ?? at) < at - kept) kepts.shift();
    return { sample, exported: new Map(last) };
  });

  function lookNow(route: string): ReturnType<typeof look> {
    routes.add(route);
    asked = clock();
    goOn();
    return look();
  }

  function goOn(): void {
    if (timer !== null || ended || clock() - asked > interest) return;
    timer = setTimeout(() => {
      look()
        .catch(() => {})
        .finally(() => {
          timer = null;
          goOn();
        });
    }, every).unref();
  }

  return {
    take: async (route) => (await lookNow(route)).sample,
    read: async (route) => (await lookNow(route)).exported,
    base(from) {
      const before = kepts.findLast(({ at }) => at <= from);
      if (before !== undefined && from - before.at <= close) return before;
      return kepts.find(({ at }) => at > from) ?? null;
    },
    after: (from) => kepts.find(({ at }) => at >= from) ?? null,
    [Symbol.dispose]() {
      ended = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Adds what one exporter counted since it was read before; one that started anew has counted all it shows. */
function grown(
  totals: ReadonlyMap<string, Counts>,
  before: Exported | undefined,
  now: Exported,
): ReadonlyMap<string, Counts> {
  const next = new Map(totals);
  for (const [server, counts] of now.servers) {
    const known = before?.servers.get(server);
    const anew = before !== undefined && (before.started !== now.started || isBelow(counts, known));
    // What was counted before the first look belongs to no window.
    const since = anew ? nothing : (known ?? counts);
    next.set(server, sum(next.get(server) ?? nothing, minus(counts, since)));
  }
  return next;
}

function isBelow(counts: Counts, known: Counts | undefined): boolean {
  return known !== undefined && counts.requests < known.requests;
}

export function minus(one: Counts, other: Counts): Counts {
  return combine(one, other, (a, b) => Math.max(0, a - b));
}

export function sum(one: Counts, other: Counts): Counts {
  return combine(one, other, (a, b) => a + b);
}

function combine(one: Counts, other: Counts, by: (a: number, b: number) => number): Counts {
  return {
    statuses: one.statuses.map((count, index) => by(count, other.statuses[index] ?? 0)),
    requests: by(one.requests, other.requests),
    errors: by(one.errors, other.errors),
  };
}
