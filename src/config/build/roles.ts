import type { RoleSource } from '../../core/access/role-source.ts';
import { PlaceName, RoleName } from '../../core/ids.ts';
import type { Contact, Place, RoleConfig } from '../config.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

type Declared = NonNullable<Root['roles']>[string];

/** A role whose holders nobody could ever ask for is reported where it is declared. */
export function buildRoles(root: Root, places: readonly Place[], report: Report): readonly RoleConfig[] {
  return Object.entries(root.roles ?? {}).map(([key, declared]) => {
    const sources = sourcesOf(declared);
    for (const source of sources) {
      const sentence = problemOf(source, places);
      if (sentence === null) continue;
      report(
        error(['roles', key, keyOf[source.kind]], 'no-source', sentence, { expected: 'a place to ask' }),
      );
    }
    return { name: RoleName.parse(key), sources, contact: buildContact(declared.contact) };
  });
}

export function buildContact(contact: Declared['contact']): Contact | null {
  if (contact === undefined) return null;
  const { phone, email, available } = contact;
  return { phone: phone ?? null, email: email ?? null, available };
}

const keyOf = {
  'slack-group': 'slack_group',
  'discord-role': 'discord_role',
  'github-team': 'github_team',
  'on-call': 'on_call',
} as const satisfies Record<RoleSource['kind'], keyof Declared>;

function sourcesOf({ slack_group, discord_role, github_team, on_call }: Declared): readonly RoleSource[] {
  const [team = '', group = ''] = slack_group?.split('/') ?? [];
  const [guild = '', role = ''] = discord_role?.split('/') ?? [];
  const [organization = '', githubTeam = ''] = github_team?.split('/') ?? [];
  return [
    ...(slack_group === undefined ? [] : [{ kind: 'slack-group', team, group } as const]),
    ...(discord_role === undefined ? [] : [{ kind: 'discord-role', guild, role } as const]),
    ...(github_team === undefined ? [] : [{ kind: 'github-team', organization, team: githubTeam } as const]),
    ...(on_call === undefined
      ? []
      : [
          {
            kind: 'on-call',
            place: PlaceName.parse(on_call.place.name),
            schedule: on_call.schedule,
          } as const,
        ]),
  ];
}

/** Why nobody can be asked; null when somebody can. */
function problemOf(source: RoleSource, places: readonly Place[]): string | null {
  switch (source.kind) {
    case 'slack-group':
      return places.some((place) => place.kind === 'slack' && place.team === source.team)
        ? null
        : `No place of kind \`slack\` is in the workspace \`${source.team}\`, so nobody can be asked who is in the user group. Declare one under \`places\`.`;
    case 'discord-role':
      return places.some((place) => place.kind === 'discord' && place.guild === source.guild)
        ? null
        : `No place of kind \`discord\` is on the server \`${source.guild}\`, so nobody can be asked who has the role. Declare one under \`places\`.`;
    case 'github-team':
      return places.some(({ kind }) => kind === 'github')
        ? null
        : 'No place is of kind `github`, so nobody can be asked who is in the team. Declare one under `places`.';
    case 'on-call':
      return pagerProblem(source, places);
  }
}

function pagerProblem(
  { place: name, schedule }: Extract<RoleSource, { kind: 'on-call' }>,
  places: readonly Place[],
): string | null {
  const place = places.find((one) => one.name === name);
  if (place?.kind !== 'pager' || place.provider.kind !== 'pagerduty') {
    return `\`${name}\` is no pager of provider \`pagerduty\`, and only such a one knows who is on call. Name one, or declare it under \`places\`.`;
  }
  if (place.provider.token === null) {
    return `\`${name}\` has no \`token\` of PagerDuty's REST API, so nobody can be asked who is on call. Put a read-only one into a secret and name it there.`;
  }
  return /^[A-Z0-9]{5,20}$/.test(schedule)
    ? null
    : `\`${schedule}\` is no id of a schedule, such as \`PABC123\`: a name can change. The id stands in the address of the schedule in PagerDuty.`;
}
