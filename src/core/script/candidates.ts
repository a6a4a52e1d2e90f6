import type { Choice } from '../documents/drafts/draft.ts';
import type { Rule } from '../judge/rule.ts';
import type { Metric, Plan, Probe } from '../rollout/plan.ts';
import { formatDuration } from '../time.ts';
import type { Candidate, ScriptProbe } from './probe.ts';
import { HttpCheck, PlainText, type VerificationPlan } from './verification-plan.ts';

const usual = { method: 'GET', contains: null, equals: null, within: 5000 } as const;

/**
 * Everything that a script about this plan may find out, and nothing else. What the configuration names is required;
 * health endpoints and success criteria besides are offered.
 */
export function candidates(plan: Plan): readonly Candidate[] {
  const said = plan.verification;
  const required = said === undefined ? [] : saidProbes(said, plan.metrics);
  const named = new Set(required.map(placeOf));
  const offered = [
    ...plan.probes.map(healthProbe).filter((probe) => probe !== null),
    ...criteriaOf(plan).map((rule) => ruleProbe(rule, plan.metrics)),
  ].filter((probe) => !named.has(placeOf(probe)));
  return unique([
    ...required.map((probe) => ({ probe, required: true })),
    ...offered.map((probe) => ({ probe, required: said === undefined })),
  ]);
}

/** What a model may pick from: the probes that are not in the script anyway. */
export function choicesOf(all: readonly Candidate[]): readonly Choice[] {
  return all.filter(({ required }) => !required).map(({ probe: { id, about } }) => ({ id, about }));
}

/** @param picked ids; null picks every one. Ids that were not offered are nothing. */
export function chosen(all: readonly Candidate[], picked: readonly string[] | null): readonly ScriptProbe[] {
  const wanted = picked === null ? null : new Set(picked);
  return all
    .filter(({ probe, required }) => required || wanted === null || wanted.has(probe.id))
    .map(({ probe }) => probe);
}

function saidProbes(
  { endpoints, expect, flows, queries }: VerificationPlan,
  metrics: readonly Metric[],
): readonly ScriptProbe[] {
  return [
    ...endpoints.map((endpoint) => httpProbe(endpointCheck(endpoint))),
    ...expect.map((rule) => ruleProbe(rule, metrics)),
    ...flows.map(({ name, steps }) => {
      const about = `the flow ${name} goes through`;
      return { kind: 'flow', id: idOf('flow', name), about, steps } as const;
    }),
    ...queries.map(({ name, sql, equals }) => {
      const about = `the query ${name} gives ${equals}`;
      return { kind: 'sql', id: idOf('sql', name), about, sql, equals } as const;
    }),
  ];
}

function endpointCheck({
  path,
  status,
  contains = usual.contains,
  equals = usual.equals,
  within = usual.within,
}: VerificationPlan['endpoints'][number]): HttpCheck {
  return { method: usual.method, path, status, contains, equals, within };
}

function httpProbe(check: HttpCheck): ScriptProbe {
  return { kind: 'http', id: idOf('http', check.path), about: aboutHttp(check), check };
}

function aboutHttp({ method, path, status, contains, equals, within }: HttpCheck): string {
  const also = [
    ...(contains === null ? [] : [`contains ${JSON.stringify(contains)}`]),
    ...(equals === null ? [] : [`says ${JSON.stringify(equals.value)} at ${equals.pointer || 'its root'}`]),
  ];
  return `${method} ${path} answers ${status} within ${formatDuration(within)}${also.map((one) => `, ${one}`).join('')}`;
}

/** Null when the path is none that a script could ask for. */
function healthProbe({ path, timeout }: Probe): ScriptProbe | null {
  const check = HttpCheck.safeParse({ ...usual, path, status: 200, within: timeout });
  return check.success ? httpProbe(check.data) : null;
}

function criteriaOf({ stages }: Plan): readonly Rule[] {
  const criteria = stages.flatMap(({ checks }) => checks.filter(({ action }) => action === 'criterion'));
  return [...new Map(criteria.map(({ rule }) => [rule.text, rule])).values()];
}

function ruleProbe(rule: Rule, metrics: readonly Metric[]): ScriptProbe {
  const id = idOf('metric', rule.text);
  const about = `${rule.text} holds`;
  const source = metrics.find(({ name }) => name === rule.metric)?.source;
  if (source?.kind !== 'json') {
    return { kind: 'judged', id, about, rule, why: `${rule.metric} is measured by Belay` };
  }
  const asked = HttpCheck.shape.path.safeParse(source.path);
  const readable = asked.success && PlainText.safeParse(source.field).success;
  if (rule.limit.kind !== 'absolute' || !readable) {
    return { kind: 'judged', id, about, rule, why: 'its limit follows from another measurement' };
  }
  const { field, timeout } = source;
  const held = { comparison: rule.comparison, limit: rule.limit.value, within: timeout };
  return { kind: 'metric', id, about, path: asked.data, field, ...held };
}

/** The same question is asked once. */
function placeOf(probe: ScriptProbe): string {
  return probe.kind === 'http' ? `${probe.check.method} ${probe.check.path}` : probe.id;
}

/** Two names that differ in signs alone get a number each. */
function unique(all: readonly Candidate[]): readonly Candidate[] {
  const taken = new Map<string, number>();
  return all.map(({ probe, required }) => {
    const times = (taken.get(probe.id) ?? 0) + 1;
    taken.set(probe.id, times);
    return { probe: times === 1 ? probe : { ...probe, id: `${probe.id}-${times}` }, required };
  });
}

const signs: Readonly<Record<string, string>> = {
  '<=': ' at-most ',
  '>=': ' at-least ',
  '<': ' below ',
  '>': ' above ',
};

function idOf(kind: string, name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[<>]=?/g, (sign) => signs[sign] ?? ' ')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return words === '' ? kind : `${kind}-${words}`;
}
