import { entryGate, roleSet } from '../../core/risk/entry-gate.ts';
import { wrongPattern } from '../../core/risk/pattern.ts';
import { observedFor } from '../../core/risk/stretch.ts';
import type { Gate } from '../../core/rollout/gates/gate-plan.ts';
import type { PlanBody } from '../../core/rollout/plan.ts';
import { formatDuration, type Millis } from '../../core/time.ts';
import { isForNotices, type RiskConfig } from '../config.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';
import { type Crew, checkGate } from './check-people.ts';

/** What must be so of tiers and scopes whoever uses them. */
export function checkTiers(root: Root, heard: ReadonlySet<string>, report: Report): void {
  checkScopes(root, report);
  checkMarks(root, report);
  checkTold(root, report);
  checkFirstIn(root, report);
  checkKnowable(root, heard, report);
}

const everything = new Set(['*', '**', '/*', '/**', '**/*', '/**/*']);

function checkScopes({ scopes = [], tiers }: Root, report: Report): void {
  if (scopes.length > 0 && Object.keys(tiers ?? {}).length === 0) {
    const sentence = 'Scopes name tiers, and there are none. Declare them under `tiers`, from low to high.';
    report(error(['scopes'], 'no-tiers', sentence, { at: 'key', expected: '`tiers`' }));
  }
  scopes.forEach(({ paths }, scope) => {
    paths.forEach((pattern, index) => {
      const at = ['scopes', scope, 'paths', index];
      const wrong = wrongPattern(pattern);
      if (wrong !== null) report(error(at, 'bad-pattern', wrong, { expected: 'such as `src/payments/**`' }));
      const later = scopes.findIndex(
        (other, place) => place > scope && other.paths.some((one) => one === pattern || everything.has(one)),
      );
      if (wrong !== null || later < 0) return;
      const sentence = `Scope ${later + 1} comes later and matches every file that this does, so this one never decides. The last scope that matches counts: write the general ones first.`;
      report(error(at, 'scope-hidden', sentence));
    });
  });
}

function checkMarks({ tiers = {} }: Root, report: Report): void {
  for (const key of ['usual', 'when_unknown'] as const) {
    const marked = Object.keys(tiers).filter((name) => tiers[name]?.[key] === true);
    for (const name of marked.slice(1)) {
      const sentence = `\`${marked[0]}\` says \`${key}\` already, and only one tier can.`;
      report(error(['tiers', name, key], 'said-twice', sentence));
    }
  }
  for (const [name, { tell, notice }] of Object.entries(tiers)) {
    if (tell === undefined || notice !== undefined) continue;
    const sentence = 'Nobody is told without `notice`, which says how long before.';
    report(error(['tiers', name, 'tell'], 'missing-key', sentence, { at: 'key', expected: '`notice`' }));
  }
}

function checkTold({ tiers = {}, places = {} }: Root, report: Report): void {
  for (const [name, { tell }] of Object.entries(tiers)) {
    for (const { name: place } of listOf(tell)) {
      const kind = Object.hasOwn(places, place) ? places[place]?.kind : undefined;
      if (kind === undefined || (!isForNotices(kind) && kind !== 'pager')) continue;
      const sentence = `\`${place}\` (${kind}) shows no lines of a rollout, so nobody would be told there. Name roles, people or places where people talk.`;
      report(error(['tiers', name, 'tell'], 'wrong-value', sentence));
    }
  }
}

/** Environments that wait for each other in a circle would never get anything. */
function checkFirstIn(root: Root, report: Report): void {
  const { environments, tiers = {}, services } = root;
  const next = (name: string) => environments[name]?.first_in?.name;
  for (const name of Object.keys(environments)) {
    if (next(name) === undefined || !comesRound(name, next)) continue;
    const sentence = `\`${name}\` waits for itself by way of \`first_in\`, so nothing could ever be released there.`;
    report(error(['environments', name, 'first_in'], 'first-in-circle', sentence));
  }
  for (const [tier, { first_in: first }] of Object.entries(tiers)) {
    const wanted = first?.name;
    const before = wanted === undefined ? undefined : next(wanted);
    if (wanted === undefined || before === undefined) continue;
    const sentence = `\`${wanted}\` itself waits for \`${before}\`, so releases of this tier could never begin there. Name \`${before}\`.`;
    report(error(['tiers', tier, 'first_in'], 'first-in-circle', sentence));
  }
  for (const [service, { environments: own }] of Object.entries(services)) {
    const runsIn = Object.keys(own ?? environments);
    for (const name of runsIn) {
      const wanted = next(name);
      if (wanted === undefined || runsIn.includes(wanted)) continue;
      const sentence = `\`${service}\` is not released to \`${wanted}\`, which ${name} asks for first, so it could never come to ${name}. Add \`${wanted}\` to its environments.`;
      const path = own === undefined ? ['services', service] : ['services', service, 'environments', name];
      report(error(path, 'first-in-missing', sentence, { at: 'key' }));
    }
  }
}

function comesRound(from: string, next: (name: string) => string | undefined): boolean {
  const seen = new Set<string>();
  for (let name = next(from); name !== undefined && !seen.has(name); name = next(name)) {
    if (name === from) return true;
    seen.add(name);
  }
  return false;
}

function checkKnowable(
  { scopes = [], tiers = {}, services }: Root,
  heard: ReadonlySet<string>,
  report: Report,
) {
  if (scopes.length === 0 || Object.keys(tiers).length === 0) return;
  const names = Object.keys(tiers);
  const unknown = names.find((name) => tiers[name]?.when_unknown === true) ?? names.at(-1);
  for (const [service, { repository }] of Object.entries(services)) {
    if (repository !== undefined && heard.has(repository)) continue;
    const sentence = `Nobody can tell which files a release of \`${service}\` changes, so each is taken to be \`${unknown}\` at least. Say its \`repository\`, and name that in a place of kind \`github\`.`;
    report(warning(['services', service], 'files-unknown', sentence, { at: 'key' }));
  }
}

/** Holds of nothing cannot be made longer in proportion. */
export function checkStretch(
  plan: Pick<PlanBody, 'stages'>,
  atLeast: Millis,
  path: Path,
  report: Report,
): void {
  if (atLeast === 0 || observedFor(plan.stages) > 0) return;
  const sentence = `No stage of its plan holds anything, so there is nothing to stretch to ${formatDuration(atLeast)}. Give the stages a \`hold\`.`;
  report(error(path, 'nothing-to-stretch', sentence));
}

/** The gate before anything begins, as each tier and each scope makes it. */
export function checkEntry(risk: RiskConfig, crew: Crew, report: Report): void {
  const rank = (tier: string) => risk.ladder.tiers.indexOf(tier);
  risk.tiers.forEach(({ name, approvals, signOffs }) => {
    const key = approvals.length > 0 ? 'approval' : 'sign_offs';
    const own = entryGate(approvals, signOffs, risk.gate);
    if (own !== null) checkGate(own, ['tiers', name, key], crew, report);
    risk.scopes.forEach((scope, index) => {
      if (scope.approvals.length === 0 || rank(scope.tier) > rank(name)) return;
      const path = ['scopes', index, 'approval'];
      const together = [
        ...approvals,
        ...risk.scopes.filter((one) => rank(one.tier) <= rank(name)).flatMap((one) => one.approvals),
      ];
      if (severalSets(together)) {
        const sentence = `Together with the other approvals of tier \`${name}\` this asks for some of several roles twice, and one gate cannot ask for both. Name the same roles, or one role each.`;
        report(error(path, 'approvals-differ', sentence));
        return;
      }
      const gate = entryGate([...approvals, ...scope.approvals], signOffs, risk.gate);
      if (gate !== null && rank(scope.tier) === rank(name)) checkGate(gate, path, crew, report);
    });
  });
}

/** Whether more than one of them counts any of several roles. */
function severalSets(gates: readonly Gate[]): boolean {
  return new Set(gates.filter(({ roles }) => roles.length > 1).map(({ roles }) => roleSet(roles))).size > 1;
}
