import type { Instant } from '../time.ts';

/** A stretch of time, `to` not included. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Something that is open now and then. */
export interface Recurring<S extends Span = Span> {
  /** The stretch that `now` lies in; of several the one that ends last. Null outside. */
  at(now: Instant): S | null;
  /** The first that begins after `now`; null when there is none, or none that is known yet. */
  after(now: Instant): S | null;
}

export function covers({ from, to }: Span, now: Instant): boolean {
  return from <= now && now < to;
}

/** Stretches that are listed one by one. */
export function listedSpans<S extends Span>(spans: readonly S[]): Recurring<S> {
  return {
    at: (now) => spans.filter((span) => covers(span, now)).toSorted((a, b) => b.to - a.to)[0] ?? null,
    after: (now) => spans.filter(({ from }) => from > now).toSorted((a, b) => a.from - b.from)[0] ?? null,
  };
}

/** So many stretches in a row are followed. Whoever writes more of them means that it never ends. */
const mostInARow = 400;

/** Several that are open as soon as one of them is: what overlaps or follows at once is one stretch. */
export function united<S extends Span>(all: readonly Recurring<S>[]): Recurring<S> {
  const atOnce = (now: Instant): S | null =>
    all.flatMap((one) => one.at(now) ?? []).toSorted((a, b) => b.to - a.to)[0] ?? null;
  const whole = (first: S): S => {
    let { to } = first;
    for (let count = 0; count < mostInARow; count += 1) {
      const next = atOnce(to);
      if (next === null || next.to <= to) break;
      to = next.to;
    }
    return { ...first, to };
  };
  return {
    at(now) {
      const found = atOnce(now);
      return found === null ? null : whole(found);
    },
    after(now) {
      const next = all.flatMap((one) => one.after(now) ?? []).toSorted((a, b) => a.from - b.from)[0];
      return next === undefined ? null : whole(next);
    },
  };
}
