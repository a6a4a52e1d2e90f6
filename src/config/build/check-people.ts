import type { RoleName } from '../../core/ids.ts';
import type { Gate } from '../../core/rollout/gate-plan.ts';
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

function tooFew(gate: Gate, counted: number, voters: number, crew: Crew): string {
  const wanted = `This gate needs ${approvals(gate.approvals)} in ${crew.environment}`;
  if (gate.roles.length === 0) {
    return `${wanted}, and ${people(voters)} may \`approve\` there, so it could never open. Allow it to more people under \`access: approve\`.`;
  }
  const roles = gate.roles.map((role) => `\`${role}\``).join(' or ');
  if (counted < gate.approvals) {
    return `${wanted}, and ${people(counted)} with role ${roles} can be found under \`people\`, so it could never open.`;
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
