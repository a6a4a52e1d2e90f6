import type { CheckState } from '../../card/checks.ts';
import { formatValue } from '../../judge/format.ts';
import type { Measurement, Reading } from '../../judge/measurement.ts';
import type { Unit } from '../../judge/rule.ts';
import type { Verdict } from '../../judge/verdict.ts';
import type { Check, Plan } from '../../rollout/plan.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { webLink } from '../../web-link.ts';
import { heading, paragraph } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';
import { doesWords, kindWords } from './kind.ts';
import { towards } from './towards.ts';

export interface Explaining {
  readonly plan: Plan;
  readonly measurements: readonly Measurement[];
  /** Now, or the last look when nothing is judged any more. */
  readonly at: Instant;
  readonly live: boolean;
}

type Facts = Extract<Block, { kind: 'facts' }>['rows'];

/** A check in short: its sentence says value, window, samples, stable and evidence. */
export function checkInShort(state: CheckState, explaining: Explaining): Block[] {
  const { check, verdict } = state;
  return [
    ...head(state, explaining),
    {
      kind: 'facts',
      rows: [
        { name: 'Does', value: doesWords[check.action] },
        ...toAct(state, explaining),
        ...lookUp(verdict),
      ],
    },
  ];
}

/** Everything that is known of a check, a line each. */
export function checkInFull(state: CheckState, explaining: Explaining): Block[] {
  const { check, verdict } = state;
  const { rule } = check;
  const unit = unitOf(check, explaining.plan);
  const { canary, stable } = readingsOf(check, explaining.measurements);
  return [
    ...head(state, explaining),
    {
      kind: 'facts',
      rows: [
        { name: 'Kind', value: kindWords(rule.limit) },
        { name: 'Does', value: doesWords[check.action] },
        { name: 'Canary', value: shown(verdict?.value ?? null, canary, unit) },
        { name: 'Stable', value: shown(verdict?.stable ?? null, stable, unit) },
        ...(verdict === null || verdict.limit === null
          ? []
          : [{ name: 'Limit', value: formatValue(verdict.limit, unit) }]),
        { name: 'Window', value: windowWords(check) },
        { name: 'Samples', value: samples(check, verdict) },
        { name: 'Holds since', value: since(check, verdict, explaining.at) },
        ...evidenceRows(verdict),
        ...toAct(state, explaining),
        ...lookUp(verdict),
      ],
    },
  ];
}

function head({ check, verdict }: CheckState, { live }: Explaining): Block[] {
  const said = verdict?.sentence ?? `${check.rule.metric} has not been measured in this stage yet`;
  return [heading(`${check.rule.text}: ${stateWords(check, verdict, live)}`), paragraph(`${said}.`)];
}

/** Once nothing is judged any more, nothing can make it act. */
function toAct({ check, verdict }: CheckState, { plan, at, live }: Explaining): Facts {
  return live ? [{ name: 'To act', value: towards(check, plan, unitOf(check, plan), verdict, at) }] : [];
}

/** How a check stands, or stood last, in a word or two. */
export function stateWords({ action }: Check, verdict: Verdict | null, live: boolean): string {
  if (verdict === null) return 'not measured yet';
  if (verdict.verdict === 'no-data') return 'no data';
  if (action === 'criterion') return verdict.acts ? 'met' : criterionWords(verdict);
  if (verdict.acts) return live ? 'acts' : 'acted';
  return verdict.holdsSince === null ? 'fine' : 'broken, not long enough to act';
}

function criterionWords({ outcome }: Verdict): string {
  return outcome === 'not-yet-known' ? 'not yet known' : 'not met';
}

function unitOf({ rule }: Check, plan: Plan): Unit {
  return plan.metrics.find(({ name }) => name === rule.metric)?.unit ?? 'number';
}

function readingsOf(
  { rule }: Check,
  measurements: readonly Measurement[],
): { canary?: Reading; stable?: Reading } {
  const found = measurements.find(({ metric, window }) => metric === rule.metric && window === rule.window);
  return found === undefined ? {} : { canary: found.canary, stable: found.stable };
}

/** What was judged, or why there was nothing to judge. */
function shown(value: number | null, reading: Reading | undefined, unit: Unit): string {
  if (value !== null) return formatValue(value, unit);
  return reading?.kind === 'none' ? `no data: ${reading.sentence}` : 'no data';
}

function windowWords({ rule }: Check): string {
  switch (rule.limit.kind) {
    case 'worse':
    case 'within':
      return 'the whole rollout; the values shown are the latest';
    case 'score':
      return 'the whole stage';
    case 'absolute':
    case 'baseline-offset':
    case 'stable-factor':
      return formatDuration(rule.window);
  }
}

function samples({ rule }: Check, verdict: Verdict | null): string {
  const requests = verdict?.requests ?? null;
  const counted = requests === null ? 'nobody counts the requests behind it' : `${requests} canary requests`;
  return rule.minimumRequests === 0 || requests === null
    ? counted
    : `${counted}, ${rule.minimumRequests} needed`;
}

function since({ action, rule }: Check, verdict: Verdict | null, at: Instant): string {
  if (verdict === null || verdict.holdsSince === null) {
    return action === 'criterion' ? 'it is not met now' : 'the condition does not hold now';
  }
  const held = formatDuration(Math.max(0, at - verdict.holdsSince));
  const needed = rule.sustained === 0 ? '' : ` of ${formatDuration(rule.sustained)}`;
  return `${instantText(verdict.holdsSince)} (${held}${needed})`;
}

function evidenceRows(verdict: Verdict | null): Facts {
  const { outcome, evidence } = verdict ?? {};
  const words = {
    worse: 'worse than stable',
    'good-enough': 'good enough',
    'not-yet-known': 'not yet known',
  };
  return [
    ...(evidence === undefined
      ? []
      : [
          {
            name: evidence.kind === 'score' ? 'Score' : 'Evidence',
            value: `${evidenceWords(evidence.value)}, ${formatValue(evidence.needed, 'number')} needed`,
          },
        ]),
    ...(outcome === undefined ? [] : [{ name: 'Outcome', value: words[outcome] }]),
  ];
}

/** The judge counts no further. */
function evidenceWords(value: number): string {
  return value >= 1e9 ? 'more than a billion' : formatValue(value, 'number');
}

function lookUp(verdict: Verdict | null): Facts {
  const link = webLink(verdict?.link);
  return link === null ? [] : [{ name: 'Look it up', value: new URL(link).host, link }];
}
