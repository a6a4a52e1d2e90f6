import { useEffect, useRef } from 'preact/hooks';
import type { Week } from '../../../src/core/delivery/figure.ts';
import { readColors } from '../chart/colors.ts';
import { useScheme } from '../chart/use-scheme.ts';
import { createWeekPlot } from '../chart/week-plot.ts';

const height = 168;

/** How many releases completed and how many were taken back, week by week. */
export function WeekChart({ weeks }: { weeks: readonly Week[] }) {
  const scheme = useScheme();
  const host = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme is read through the element's style
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const input = { weeks, colors: readColors(element), width: element.clientWidth, height };
    const drawn = createWeekPlot(element, input);
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      drawn.destroy();
    };
  }, [scheme, weeks]);

  const completed = weeks.reduce((sum, one) => sum + one.deployments, 0);
  const back = weeks.reduce((sum, one) => sum + one.rolledBack, 0);
  return (
    <figure class="chart week-chart">
      <figcaption>
        <b>Week by week</b>
        <span class="legend">
          <span class="key">completed</span>
          <span class="key key-back">rolled back</span>
        </span>
      </figcaption>
      <div
        ref={host}
        class="week-plot"
        role="img"
        aria-label={`${completed} releases completed and ${back} were rolled back in ${weeks.length} weeks`}
      />
    </figure>
  );
}
