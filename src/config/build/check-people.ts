import type { RoleName } from '../../core/ids.ts';
import type { Gate } from '../../core/rollout/gates/gate-plan.ts';
import { unmatched } from '../../core/rollout/gates/tally-votes.ts';
import { formatDuration } from '../../core/time.ts';
import type { AccessTable, Allowed, Person } from '../config.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import type { Verb } from '../schema/people.ts';

/** Who may do what in one environment. */
export interface Crew {
  readonly people: readonly Person[];
  readonly access: AccessTable;
  readonly environment: string;
  /** Roles whose holders the file does not list. */
  readonly openRoles: ReadonlySet<string>;
}

/** A gate that its own people cannot open would only be found out in mid-rollout. */
export function checkGate(gate: Gate, path: Path, crew: Crew, report: Report): void {
  checkTimes(gate, path, report);
  if (gate.each !== undefined) checkEach(gate.each, path, crew, report);
  checkConsensus(gate, path, crew, report);
  if (gate.approvals > 0) checkQuorum(gate, path, crew, report);
}

function checkQuorum(gate: Gate, path: Path, crew: Crew, report: Report): void {
  if (gate.roles.some((role) => crew.openRoles.has(role))) return;
  const counted = crew.people.filter((person) => gate.roles.length === 0 || holdsOne(person, gate.roles));
  const voters = counted.filter((person) => may(person, 'approve', crew));
  if (voters.length < gate.approvals) {
    report(
      error(path, 'quorum-too-large', tooFew(gate, counted.length, voters.length, crew), {
        expected: reachable(voters.length),
      }),
    );
    return;
  }
  if (gate.requesterMayApprove || voters.length > gate.approvals) return;
  const requester = voters.find((person) => may(person, 'deploy', crew));
  if (requester === undefined) return;
  const sentence = `This gate needs ${approvals(gate.approvals)} and only ${people(voters.length)} can give them, so a rollout that ${requester.name} asks for can never be approved. Give the role to one more, or say \`requester_may_approve: true\`.`;
  report(warning(path, 'requester-needed', sentence));
}

/** Nobody counts for two roles: whether enough different people are there is a question of matching them. */
function checkEach(each: readonly RoleName[], path: Path, crew: Crew, report: Report): void {
  const closed = each.filter((role) => !crew.openRoles.has(role));
  const voters = crew.people
    .filter((person) => may(person, 'approve', crew))
    .map(({ id, roles }) => ({ voter: id, roles }));
  const missing = unmatched(closed, voters);
  const [first] = missing;
  if (first === undefined) return;
  const nobody = voters.every(({ roles }) => !roles.includes(first));
  const why = nobody
    ? `nobody with role \`${first}\` may \`approve\` in ${crew.environment}`
    : `nobody counts for two roles, and in ${crew.environment} there are too few different people for ${closed.map((role) => `\`${role}\``).join(', ')}`;
  const mend = nobody
    ? 'Give it to somebody, and allow it under `access: approve`.'
    : 'Give one of the roles to somebody else.';
  report(
    error(
      path,
      'each-unmatched',
      `This gate needs one person for each role, and ${why}, so it could never open. ${mend}`,
      {
        expected: 'one person for each role',
      },
    ),
  );
}

function checkConsensus(gate: Gate, path: Path, crew: Crew, report: Report): void {
  const open = gate.roles.filter((role) => crew.openRoles.has(role));
  if (gate.everybody === undefined) {
    const empty = gate.approvals === 0 && gate.each === undefined;
    if (!empty) return;
    const sentence = `This gate asks for consensus, and nobody under \`people\` holds a role of its \`of\`, so there is nobody who could agree. Name a role that somebody holds.`;
    report(
      error(path, 'consensus-of-nobody', sentence, { expected: '`of` with a role that somebody holds' }),
    );
    return;
  }
  if (open.length > 0) {
    const sentence = `Consensus is that of people whom this file names, and who holds \`${open[0]}\` is only known when it is asked. Those who are named must agree; others are not asked.`;
    report(warning(path, 'consensus-open', sentence));
  }
  const barred = crew.people.filter(
    (person) => gate.everybody?.includes(person.id) === true && !may(person, 'approve', crew),
  );
  const [first] = barred;
  if (first === undefined) return;
  const sentence = `This gate needs the agreement of ${first.name}, who may not \`approve\` in ${crew.environment}, so it could never open. Allow it under \`access: approve\`.`;
  report(error(path, 'consensus-barred', sentence, { expected: 'people who may `approve`' }));
}

/** A reminder that would come with the request, or an escalation after its end, is a slip. */
function checkTimes({ expiresAfter, remindBefore = [], escalate }: Gate, path: Path, report: Report): void {
  const time = formatDuration(expiresAfter);
  const early = remindBefore.find((before) => before >= expiresAfter);
  if (early !== undefined) {
    const sentence = `People would be reminded ${formatDuration(early)} before it expires, and they have ${time} in all. Remind them later, or give them more time.`;
    report(error(path, 'reminder-early', sentence, { expected: `less than \`${time}\`` }));
  }
  if (escalate === undefined || escalate.after < expiresAfter) return;
  const sentence = `It would be escalated after ${formatDuration(escalate.after)}, and it expires after ${time}. Escalate it sooner, or give people more time.`;
  report(error(path, 'escalation-late', sentence, { expected: `less than \`${time}\`` }));
}

function tooFew(gate: Gate, counted: number, voters: number, crew: Crew): string {
  const wanted = `This gate needs ${approvals(gate.approvals)} in ${crew.environment}`;
  if (gate.roles.length === 0) {
    return `${wanted}, and ${people(voters)} may \`approve\` there, so it could never open. Allow it to more people under \`access: approve\`.`;
  }
  const roles = gate.roles.map((role) => `\`${role}\``).join(' or ');
  if (counted < gate.approvals) {
    return `${wanted}, and ${people(counted)} with role ${roles} can be found under \`people\`, so it could never open. Give the role to more people, or ask for fewer approvals.`;
  }
  return `${wanted}, and of those with role ${roles} ${people(voters)} may \`approve\` there, so it could never open. Allow it under \`access: approve\`.`;
}

function approvals(count: number): string {
  return count === 1 ? '1 approval' : `${count} approvals`;
}

function reachable(voters: number): string {
  return voters === 0 ? 'somebody who may approve' : `at most ${voters}`;
}

function people(count: number): string {
  return count === 0 ? 'nobody' : count === 1 ? '1 person' : `${count} people`;
}

function holdsOne(person: Person, roles: readonly RoleName[]): boolean {
  return person.roles.some((role) => roles.includes(role));
}

/** Also when it is somebody whom the file does not list. */
export function mayAnybody(verb: Verb, crew: Crew): boolean {
  const allowed = crew.access.environments[crew.environment]?.[verb] ?? crew.access.general[verb] ?? [];
  if (allowed !== 'anyone' && allowed.some((role) => crew.openRoles.has(role))) return true;
  return crew.people.some((person) => may(person, verb, crew));
}

function may(person: Person, verb: Verb, { access, environment }: Crew): boolean {
  const allowed: Allowed = access.environments[environment]?.[verb] ?? access.general[verb] ?? [];
  return allowed === 'anyone' || holdsOne(person, allowed);
}
