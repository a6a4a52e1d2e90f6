import { z } from 'zod';
import { duration, positiveDuration, share, text, url } from './leaf.ts';
import { name, references } from './reference.ts';

const dashboard = z.strictObject({
  url: url().optional().describe('Where it is.'),
  panels: z.array(text()).min(1).describe('What it shows.'),
});

/** As Prometheus takes them everywhere; what begins with two underscores is its own. */
const labelName = z
  .string()
  .regex(/^(?!__|(alertname|service|environment|metric|action|rule)$)[a-zA-Z_][a-zA-Z0-9_]*$/, {
    error:
      'A label has letters, digits and underscores and does not begin with a digit; `service`, `environment`, `metric`, `action`, `rule` and `alertname` are set by Belay.',
  });
const objectName = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: 'A namespace of Kubernetes has lower-case letters, digits and dashes, at most 63 of them.',
});

const alertRules = z.strictObject({
  format: z.enum(['prometheus']).describe('Which kind of rule file.'),
  file: text().describe(
    'Where `belay export prometheus-rules` writes it, seen from where the command runs; `--out` says another place.',
  ),
  namespace: objectName
    .optional()
    .describe(
      'Namespace of the rule object: the file is then a `PrometheusRule` for the Prometheus operator instead of a plain rule file.',
    ),
  interval: positiveDuration('s')
    .optional()
    .describe("How often the rules are evaluated; as often as the server's other rules when left out."),
  for: duration().optional().describe('How long a condition must hold where its rule does not say.'),
  labels: z
    .record(labelName, text())
    .optional()
    .describe('Labels of every alert; `severity` here takes the place of `critical` and `warning`.'),
});

export const observability = z
  .strictObject({
    tracing: z
      .strictObject({
        sample: share().describe('Share of requests that is traced.'),
        keep: duration().optional().describe('How long traces are kept.'),
        tools: z.array(text()).optional().describe('Where they go.'),
      })
      .optional()
      .describe('Traces of the new version.'),
    logs: z
      .strictObject({
        canary: z.enum(['debug', 'info', 'warn', 'error']).describe('Level of the new version.'),
        stable: z.enum(['debug', 'info', 'warn', 'error']).describe('Level of stable.'),
        structured: z.boolean().optional().describe('As JSON.'),
        trace_id: z.boolean().optional().describe('With the trace id.'),
      })
      .optional()
      .describe('Logs during a rollout.'),
    dashboards: z.record(name(), dashboard).optional().describe('Dashboards by name.'),
    alert_rules: alertRules.optional().describe('Alert rules generated from the thresholds of the plans.'),
    terminal: z
      .strictObject({
        show: references('metric').describe('Metrics in the terminal monitor.'),
        follow: z.boolean().optional().describe('Whether it stays open.'),
        every: duration().optional().describe('How often it is drawn again.'),
      })
      .optional()
      .describe('The terminal monitor.'),
    error_patterns: z.array(text()).optional().describe('What errors are grouped by.'),
    latency_by: z.array(text()).optional().describe('What latency is broken down by.'),
    sampled_sessions: z.int().min(0).optional().describe('User sessions looked at by hand.'),
    slow_queries_over: duration().optional().describe('Queries slower than this are listed.'),
    traffic_patterns: z.array(text()).optional().describe('What traffic is looked at for.'),
  })
  .describe('What is watched besides the checks.');
