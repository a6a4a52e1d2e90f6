import { z } from 'zod';
import { duration, share, text, url } from './leaf.ts';
import { name, references } from './reference.ts';

const dashboard = z.strictObject({
  url: url().optional().describe('Where it is.'),
  panels: z.array(text()).min(1).describe('What it shows.'),
});

const alertRules = z.strictObject({
  format: z.enum(['prometheus']).describe('Which kind of rule file.'),
  file: text().describe('Where it is written.'),
  namespace: text().optional().describe('Namespace of the rule object.'),
  interval: duration().optional().describe('How often the rules are evaluated.'),
  for: duration().optional().describe('How long a condition must hold.'),
  labels: z.record(name(), text()).optional().describe('Labels of every alert.'),
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
