import { PlaceName, RoleName } from '../../core/ids.ts';
import type { AccessTable, BreakGlassConfig, Person } from '../config.ts';
import { isForNotices } from '../config.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import { anyone } from '../schema/reference.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';

const oneDay = 24 * 3_600_000;

/** Who may deploy past the safeguards; null where the file says nothing of it. */
export function buildBreakGlass(
  root: Root,
  crew: { readonly people: readonly Person[]; readonly access: AccessTable },
  report: Report,
): BreakGlassConfig | null {
  const said = root.break_glass;
  if (said === undefined) return null;
  const path = ['break_glass'];
  const who = said.who === anyone ? 'anyone' : listOf(said.who).map(({ name }) => RoleName.parse(name));
  const named = listOf(said.announce).map(({ name }) => PlaceName.parse(name));
  const isPager = (name: string) => root.places?.[name]?.kind === 'pager';
  const built: BreakGlassConfig = {
    who,
    skips: [...new Set(said.skips)],
    secondPerson: said.second_person ?? true,
    reviewWithin: said.review_within ?? oneDay,
    announce: named.filter((name) => !isPager(name)),
    pagers: named.filter(isPager),
  };
  if (built.skips.length === 0) {
    const sentence =
      'A deployment that skips nothing breaks no glass. Name what it may skip, or leave `break_glass` out.';
    report(error([...path, 'skips'], 'wrong-value', sentence, { expected: '`canary`, `tests`, `approval`' }));
  }
  checkAnnounced(root, built.announce, path, report);
  checkCrew(built, crew, new Set(Object.keys(root.roles ?? {})), path, report);
  return built;
}

function checkAnnounced(root: Root, places: readonly PlaceName[], path: Path, report: Report): void {
  for (const name of places) {
    const kind = root.places?.[name]?.kind;
    if (kind === undefined || !isForNotices(kind)) continue;
    const sentence = `\`${name}\` (${kind}) is read by customers. Name places where your own people talk, or a pager.`;
    report(error([...path, 'announce'], 'wrong-value', sentence, { expected: 'a place of your own people' }));
  }
}

/** Found out in an emergency, it would be too late. */
function checkCrew(
  { who, secondPerson }: BreakGlassConfig,
  { people, access }: { readonly people: readonly Person[]; readonly access: AccessTable },
  openRoles: ReadonlySet<string>,
  path: Path,
  report: Report,
): void {
  if (who !== 'anyone' && who.some((role) => openRoles.has(role))) return;
  const holders = people.filter(({ roles }) => who === 'anyone' || roles.some((role) => who.includes(role)));
  const can = (verb: 'deploy' | 'approve') =>
    holders.filter(({ roles }) => grantsOf(access, verb).some((allowed) => covers(allowed, roles)));
  const deployers = can('deploy');
  if (deployers.length === 0) {
    const sentence =
      'Nobody who may break the glass may `deploy` at all, so nobody could. Allow it to one of these roles under `access: deploy`.';
    report(error([...path, 'who'], 'nobody-may', sentence, { expected: 'a role that may `deploy`' }));
    return;
  }
  const approvers = can('approve');
  const alone = deployers.find((one) => approvers.every(({ id }) => id === one.id));
  if (!secondPerson || alone === undefined) return;
  const sentence = `A second person must agree, and besides ${alone.name} nobody of \`who\` may \`approve\`, so what ${alone.name} asks for could never begin. Give the role to one more who may, or say \`second_person: false\`.`;
  report(warning([...path, 'who'], 'nobody-else', sentence));
}

function grantsOf({ general, environments }: AccessTable, verb: 'deploy' | 'approve') {
  return [general[verb], ...Object.values(environments).map((own) => own[verb])].filter(
    (allowed) => allowed !== undefined,
  );
}

function covers(allowed: 'anyone' | readonly RoleName[], roles: readonly RoleName[]): boolean {
  return allowed === 'anyone' || roles.some((role) => allowed.includes(role));
}
