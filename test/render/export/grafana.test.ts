import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { grafanaDashboard } from '../../../src/render/export/grafana.ts';
import { variable } from '../../../src/render/export/grafana-variables.ts';
import { small } from '../../config/configuration.ts';
import { checkExpressions, withoutPromtool } from './promtool.ts';
import { nasty, shop, slotsOf } from './slots.ts';

const Datasource = z.object({ type: z.literal('prometheus'), uid: z.string() });
const Step = z.object({ color: z.string(), value: z.number().nullable() });

/** As much of Grafana's model as a dashboard needs to load and draw. */
const Panel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('row'), id: z.number(), title: z.string() }),
  z.object({
    type: z.literal('timeseries'),
    id: z.number(),
    title: z.string(),
    description: z.string(),
    datasource: Datasource,
    gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
    targets: z
      .array(
        z.object({
          refId: z.string(),
          datasource: Datasource,
          expr: z.string().min(1),
          legendFormat: z.string(),
        }),
      )
      .min(2),
    fieldConfig: z.object({
      defaults: z.object({
        unit: z.string(),
        thresholds: z.object({ mode: z.literal('absolute'), steps: z.array(Step).min(1) }),
      }),
    }),
  }),
]);
const Dashboard = z.object({
  uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
  title: z.string().min(1),
  description: z.string(),
  schemaVersion: z.number().int().min(36),
  annotations: z.object({ list: z.array(z.unknown()) }),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })),
  }),
  panels: z.array(Panel),
});

const options = { uid: 'belay-shop', title: 'Belay: shop' };

function dashboardOf(...configs: readonly string[]) {
  const rendered = grafanaDashboard(configs.flatMap(slotsOf), options);
  if (rendered.kind === 'nothing') throw new Error('nothing was exported');
  return Dashboard.parse(JSON.parse(rendered.text));
}

type Dashboard = z.infer<typeof Dashboard>;

function graphs({ panels }: Dashboard) {
  return panels.flatMap((panel) => (panel.type === 'timeseries' ? [panel] : []));
}

function expressions(dashboard: Dashboard) {
  return graphs(dashboard).flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

/** As Grafana fills in `v1.2`. */
function filled(expr: string): string {
  return expr.replace(/\$\{(\w+)(:regex)?\}/g, (_, __, regex) => (regex === undefined ? 'v1.2' : 'v1\\.2'));
}

describe('a dashboard for Grafana', () => {
  it('is the same for the same plans', () => {
    expect(dashboardOf(shop)).toEqual(dashboardOf(shop));
  });

  it('asks for server, service, environment and versions', () => {
    const { templating } = dashboardOf(shop);
    expect(templating.list.map(({ name, type, query }) => `${name} ${type} ${query}`)).toEqual([
      'datasource datasource prometheus',
      'service custom shop',
      'environment custom demo',
      'canary textbox v2',
      'stable textbox v1',
    ]);
  });

  it('draws canary against stable, with a line for what is relative to stable', () => {
    const [errors, latency] = graphs(dashboardOf(shop));
    expect(errors?.targets.map(({ legendFormat }) => legendFormat)).toEqual([
      `canary ${variable('canary')}`,
      `stable ${variable('stable')}`,
      'limit 3x stable',
    ]);
    expect(latency?.targets.map(({ expr }) => expr)).toEqual([
      `max_over_time((latency_ms{version="${variable('canary')}"})[2m:15s])`,
      `max_over_time((latency_ms{version="${variable('stable')}"})[2m:15s])`,
    ]);
    expect(errors?.description).toContain('`errors > 5% for 1m`: takes all traffic back.');
  });

  it('colours what the limits do, the worst on top', () => {
    const [errors, latency] = graphs(dashboardOf(shop));
    expect(errors?.fieldConfig.defaults).toMatchObject({
      unit: 'percentunit',
      thresholds: {
        steps: [
          { color: 'green', value: null },
          { color: 'light-yellow', value: 0.01 },
          { color: 'yellow', value: 0.03 },
          { color: 'red', value: 0.05 },
          { color: 'red', value: 0.2 },
        ],
      },
    });
    expect(latency?.fieldConfig.defaults).toMatchObject({ unit: 'ms' });
  });

  it('colours what is too low below its limit', () => {
    const low = shop.replace('latency > 300ms over 2m', 'latency < 300ms over 2m');
    expect(graphs(dashboardOf(low)).at(-1)?.fieldConfig.defaults.thresholds.steps).toEqual([
      { color: 'yellow', value: null },
      { color: 'green', value: 300 },
    ]);
  });

  it('puts below a heading what is true of some services only', () => {
    const other = nasty.replace('  shop:\n    versions', '  cart:\n    versions');
    const { panels } = dashboardOf(shop, other);
    expect(panels.flatMap((panel) => (panel.type === 'row' ? [panel.title] : []))).toEqual([
      'shop in demo',
      'cart in demo',
    ]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('never lays one panel over another', () => {
    const cells = graphs(dashboardOf(shop, nasty)).flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('says what is not on it', () => {
    expect(grafanaDashboard(slotsOf(small), options)).toMatchObject({ kind: 'nothing' });
    const router = shop.replace('      warn_when:\n', '      warn_when:\n        - p95 > 1s\n');
    expect(dashboardOf(router).description).toContain('`p95 > 1s`: the router counts it itself');
  });

  it('matches a version in a pattern for itself alone', () => {
    const pattern = shop.replace('latency_ms{version="{version}"}', 'latency_ms{version=~"{version}"}');
    const [, latency] = graphs(dashboardOf(pattern));
    expect(filled(latency?.targets[0]?.expr ?? '')).toContain('version=~`v1\\.2`');
  });
});

describe.skipIf(withoutPromtool)('its queries as promtool reads them', () => {
  it.each([
    ['of a shop', shop],
    ['of a nasty file', nasty],
  ])('are right: %s', (_, config) => {
    expect(checkExpressions(expressions(dashboardOf(config)).map(filled))).toContain('SUCCESS');
  });
});
