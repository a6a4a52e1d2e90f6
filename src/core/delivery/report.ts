import type { Instant } from '../time.ts';
import type { DeliveryReport, Week } from './figure.ts';
import { figuresOf, type Window, week } from './figures.ts';
import { isSuperseded, type Release } from './release.ts';
import { against, type DeliveryTarget } from './target.ts';

interface Asked extends Window {
  readonly service: string | null;
  /** Empty for all of them. */
  readonly environments: readonly string[];
  readonly targets: readonly DeliveryTarget[];
}

/** The figures of what was asked for, and week by week how many releases ended well and were taken back. */
export function deliveryReport(all: readonly Release[], asked: Asked): DeliveryReport {
  const { service, environments, since, until, targets } = asked;
  const meant = all.filter(
    (one) =>
      (service === null || one.service === service) &&
      (environments.length === 0 || environments.includes(one.environment)),
  );
  return {
    service,
    environments: [...environments],
    since,
    until,
    figures: figuresOf(meant, asked).map((figure) => against(figure, targets)),
    weeks: weeksOf(meant, asked),
  };
}

/** Weeks begin on Monday, 00:00 UTC, whatever the reader's clock says. The first and the last may be cut by the window. */
function weeksOf(releases: readonly Release[], { since, until }: Window): Week[] {
  const ended = releases.filter((one) => !isSuperseded(one));
  const weeks: Week[] = [];
  for (let from = mondayBefore(since); from < until; from += week) {
    const within = (at: Instant | null) =>
      at !== null && at >= Math.max(from, since) && at < Math.min(from + week, until);
    weeks.push({
      from,
      deployments: ended.filter(({ completedAt }) => within(completedAt)).length,
      rolledBack: ended.filter(
        ({ rollback, canaryAt }) => canaryAt !== null && within(rollback?.orderedAt ?? null),
      ).length,
    });
  }
  return weeks;
}

/** 1970-01-01 was a Thursday. */
function mondayBefore(at: Instant): Instant {
  const day = 86_400_000;
  const days = Math.floor(at / day);
  return Math.max(0, (days - ((days + 3) % 7)) * day);
}
