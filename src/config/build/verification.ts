import { parseRule } from '../../core/judge/parse-rule.ts';
import type { Rule } from '../../core/judge/rule.ts';
import type { Metric } from '../../core/rollout/plan.ts';
import { HttpCheck, PlainText, VerificationPlan } from '../../core/script/verification-plan.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import type { Building } from './building.ts';
import { ruleContext } from './metrics.ts';

type Source = NonNullable<NonNullable<Root['documents']>['verification_script']>;
type Answer = Partial<Pick<HttpCheck, 'status'>> & {
  readonly expect?: number | undefined;
  readonly contains?: string | undefined;
  readonly json?: { readonly at: string; readonly equals: string | number | boolean | null } | undefined;
  readonly within?: number | undefined;
};

const at: Path = ['documents', 'verification_script'];
const defaults = { window: 60_000, minimumRequests: 100, within: 5000, status: 200 };

/** What every plan verifies; nothing where the file says nothing, so that such a plan keeps its hash. */
export function buildVerification({ root, metrics }: Pick<Building, 'root' | 'metrics'>): {
  readonly verification?: VerificationPlan;
} {
  const said = root.documents?.verification_script;
  if (said === undefined) return {};
  const built = VerificationPlan.safeParse(planOf(said, metrics));
  return built.success ? { verification: built.data } : {};
}

/** Metrics that its rules speak of: a plan holds them although no check may. */
export function verifiedMetrics({ root, metrics }: Pick<Building, 'root' | 'metrics'>): ReadonlySet<string> {
  const said = root.documents?.verification_script;
  return new Set(said === undefined ? [] : rulesOf(said, metrics).map(({ rule }) => rule.metric));
}

/** Once for the file: what its script cannot do is said where it stands. */
export function checkVerification({ root, metrics, report }: Building): void {
  const said = root.documents?.verification_script;
  if (said === undefined) return;
  for (const { rule, path } of rulesOf(said, metrics)) checkRule(rule, path, report);
  for (const [path, answer] of Object.entries(said.endpoints ?? {})) {
    checkHttp(httpCheck('GET', path, asAnswer(answer)), [...at, 'endpoints', path], report);
  }
  checkFlows(said.flows, report);
  checkQueries(said, report);
}

function planOf(said: Source, metrics: readonly Metric[]): unknown {
  const { endpoints = {}, flows = {}, queries = {} } = said;
  return {
    endpoints: Object.entries(endpoints).map(([path, answer]) =>
      unusual(httpCheck('GET', path, asAnswer(answer))),
    ),
    expect: rulesOf(said, metrics).map(({ rule }) => rule),
    flows: Object.entries(Array.isArray(flows) ? {} : flows).map(([name, steps]) => ({
      name,
      steps: steps.map((step) => stepCheck(step)),
    })),
    queries: Object.entries(queries).map(([name, { sql, equals }]) => ({
      name,
      sql: sql.trim().replaceAll(/\s*\n\s*/g, ' '),
      equals: String(equals),
    })),
  };
}

function asAnswer(answer: number | Answer): Answer {
  return typeof answer === 'number' ? { expect: answer } : answer;
}

interface Step extends Answer {
  readonly get?: string | undefined;
  readonly head?: string | undefined;
}

function stepCheck(step: Step) {
  return httpCheck(step.get === undefined ? 'HEAD' : 'GET', step.get ?? step.head ?? '', step);
}

function httpCheck(method: 'GET' | 'HEAD', path: string, answer: Answer) {
  const { expect = defaults.status, contains = null, json, within = defaults.within } = answer;
  const equals = json === undefined ? null : { pointer: json.at, value: json.equals };
  return { method, path, status: expect, contains, equals, within };
}

/** What an endpoint must answer besides its status, where the file says anything of it. */
function unusual({ path, status, contains, equals, within }: ReturnType<typeof httpCheck>) {
  return {
    path,
    status,
    ...(contains === null ? {} : { contains }),
    ...(equals === null ? {} : { equals }),
    ...(within === defaults.within ? {} : { within }),
  };
}

function rulesOf(said: Source, metrics: readonly Metric[]): readonly { rule: Rule; path: Path }[] {
  const context = ruleContext(metrics, defaults);
  return (said.expect ?? []).flatMap((entry, index) => {
    const parsed = parseRule('tag' in entry ? entry.text : entry.rule.text, context);
    const path = [...at, 'expect', index, ...('tag' in entry ? [] : ['rule'])];
    return parsed.kind === 'rule' ? [{ rule: parsed.rule, path }] : [];
  });
}

function checkRule({ text, limit }: Rule, path: Path, report: Report): void {
  if (limit.kind === 'absolute' || limit.kind === 'stable-factor' || limit.kind === 'baseline-offset') return;
  const sentence = `\`${text}\` is a test that counts over a whole stage, and a script looks once. Take a limit, such as \`error-rate < 2%\`.`;
  report(error(path, 'wrong-list', sentence, { expected: 'a limit' }));
}

function checkHttp(check: ReturnType<typeof httpCheck>, path: Path, report: Report): void {
  const parsed = HttpCheck.safeParse(check);
  if (parsed.success) return;
  const wrong = parsed.error.issues[0]?.path[0];
  const sentence =
    wrong === 'path'
      ? 'A path begins with one `/` and has no spaces, such as `/health`.'
      : `\`${String(wrong)}\` is one line of plain text.`;
  report(
    error(path, 'wrong-value', sentence, {
      at: wrong === 'path' ? 'key' : 'value',
      expected: 'a path such as `/health`',
    }),
  );
}

function checkFlows(flows: Source['flows'], report: Report): void {
  if (flows === undefined) return;
  if (Array.isArray(flows)) {
    flows.forEach((name, index) => {
      const sentence = `Belay does not know the steps of the flow \`${name}\`. Write them: \`flows: { "${name}": [{ get: /path, expect: 200 }] }\`.`;
      report(error([...at, 'flows', index], 'missing-key', sentence, { expected: 'a flow with its steps' }));
    });
    return;
  }
  for (const [name, steps] of Object.entries(flows)) {
    if (!PlainText.safeParse(name).success)
      report(error([...at, 'flows', name], 'wrong-value', 'The name of a flow is one line of plain text.'));
    for (const [index, step] of steps.entries()) {
      checkHttp(stepCheck(step), [...at, 'flows', name, index], report);
    }
  }
}

function checkQueries({ queries, database }: Source, report: Report): void {
  if (queries !== undefined && database === undefined) {
    const sentence =
      'These queries need a database: `database: { env: NAME }`, with a connection URL such as `postgres://reader:…@host/name` in that variable.';
    report(error([...at, 'queries'], 'missing-key', sentence, { at: 'key', expected: '`database`' }));
  }
}
