import { z } from 'zod';
import { VersionName } from '../ids.ts';
import { plainLine } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Instant, Millis } from '../time.ts';
import { findKnownSlot } from './find-slot.ts';
import { type AlertSignal, type KnownSlot, strangersText } from './signal.ts';

const texts = z.record(z.string(), z.string());
const time = z.iso.datetime({ offset: true });

/** Version 4 of the webhook, as far as it is read: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const Webhook = z.object({
  version: z.literal('4'),
  truncatedAlerts: z.number().int().nonnegative().default(0),
  alerts: z.array(z.unknown()),
});

const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.default({}),
  startsAt: time,
  endsAt: time,
  fingerprint: z.string().min(1).max(200),
});
type Alert = z.infer<typeof Alert>;

/** What of an alert counts, and where it says what it is about. */
export interface AlertRules {
  readonly source: string;
  readonly event: string;
  /** Values of the label `severity` that count; null counts every alert. */
  readonly severity: readonly string[] | null;
  readonly serviceLabel: string;
  readonly environmentLabel: string;
  /** The label that names the version; null when alerts do not say. */
  readonly versionLabel: string | null;
  /** A firing alert that is not told again for so long counts as over. */
  readonly forgetAfter: Millis;
  readonly slots: readonly KnownSlot[];
}

export interface HeardAlerts {
  readonly kind: 'heard';
  readonly signals: readonly AlertSignal[];
  /** Why an alert does not count, a sentence each; alerts of another severity are not meant and not among them. */
  readonly ignored: readonly string[];
  /** Alerts that Alertmanager left out because there were too many. */
  readonly truncated: number;
}

/** Reads one notification. An alert that cannot be read or placed is ignored and does not lose the others. */
export function readAlerts(body: unknown, rules: AlertRules, now: Instant): HeardAlerts | Refusal {
  const read = Webhook.safeParse(body);
  if (!read.success) {
    const sentence =
      'This is no notification of an Alertmanager webhook (version 4): it has `version: "4"` and a list `alerts`.';
    return refuse('bad-notification', sentence);
  }
  const found = read.data.alerts.map((alert) => readAlert(alert, rules, now));
  return {
    kind: 'heard',
    signals: found.flatMap((one) => (typeof one === 'object' && one !== null ? [one] : [])),
    ignored: found.filter((one) => typeof one === 'string'),
    truncated: read.data.truncatedAlerts,
  };
}

/** @returns the signal, why there is none, or null when this alert is not meant */
function readAlert(body: unknown, rules: AlertRules, now: Instant): AlertSignal | string | null {
  const read = Alert.safeParse(body);
  if (!read.success) {
    return 'An alert was ignored: it has no status, labels, startsAt, endsAt or fingerprint that can be read.';
  }
  const alert = read.data;
  const { labels } = alert;
  if (rules.severity !== null && !rules.severity.includes(labels['severity'] ?? '')) return null;
  const placed = place(alert, rules);
  if (typeof placed === 'string') return placed;
  const version = rules.versionLabel === null ? undefined : labels[rules.versionLabel];
  return {
    kind: 'alert',
    ...placed,
    source: rules.source,
    identity: `${alert.fingerprint}/${alert.startsAt}`,
    event: rules.event,
    version: VersionName.safeParse(version).data ?? null,
    text: textOf(alert),
    series: alert.fingerprint,
    startedAt: instantOf(alert.startsAt),
    ...lasting(alert, rules.forgetAfter, now),
  };
}

function place(alert: Alert, { serviceLabel, environmentLabel, slots }: AlertRules): KnownSlot | string {
  const name = nameOf(alert);
  const service = alert.labels[serviceLabel];
  const environment = alert.labels[environmentLabel];
  if (service === undefined || environment === undefined) {
    const missing = service === undefined ? serviceLabel : environmentLabel;
    return `${name} was ignored: it has no label \`${missing}\`, so nobody knows which rollout it is about. Give its rule that label, or name another one in belay.yml.`;
  }
  const slot = findKnownSlot(slots, service, environment);
  return 'kind' in slot ? `${name} was ignored: ${slot.sentence}` : slot;
}

/** Belay's own clock says when it heard; the sender's counts only for what was over before it was first told. */
function lasting(alert: Alert, forgetAfter: Millis, now: Instant): { at: Instant; until: Instant } {
  if (alert.status === 'firing') return { at: now, until: now + forgetAfter };
  const until = Math.min(instantOf(alert.endsAt), now);
  return { at: Math.min(instantOf(alert.startsAt), until), until };
}

/** Go writes a time that is not set as the year 1. */
function instantOf(text: string): Instant {
  return Math.max(0, Date.parse(text));
}

function nameOf({ labels }: Alert): string {
  const name = strangersText(labels['alertname'] ?? '');
  return name === null ? 'An alert without a name' : `The alert ${name}`;
}

/** `HighErrorRate (shop latency)` */
function textOf({ labels, annotations }: Alert): string | null {
  const name = plainLine(labels['alertname'] ?? '');
  const summary = plainLine(annotations['summary'] ?? annotations['description'] ?? '');
  if (name === '') return strangersText(summary);
  return strangersText(summary === '' ? name : `${name} (${summary})`);
}
