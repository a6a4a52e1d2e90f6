import { plainLine } from '../../prose.ts';
import type { Rollout } from '../../rollout/state.ts';
import { webLink } from '../../web-link.ts';
import { boxes, code, heading, item } from '../blocks.ts';
import type { Block } from '../tree.ts';
import type { Breach } from './breach.ts';

/** Kinds of files that often change how a service runs, each with what to ask of it. */
const kinds: readonly (readonly [pattern: RegExp, ask: string])[] = [
  [/(^|\/)migrations?\//i, 'Can the version before read what this migration wrote?'],
  [
    /(^|\/)(package(-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|go\.(mod|sum)|Cargo\.(toml|lock)|requirements[^/]*\.txt|Gemfile(\.lock)?|pom\.xml)$/i,
    'Which dependency changed?',
  ],
  [/\.(ya?ml|toml|ini|env|conf|properties)$/i, 'Which setting changed, and is it set in this environment?'],
  [/(^|\/)(Dockerfile|docker-compose[^/]*|Containerfile)$/i, 'Does it still run on the same base?'],
];

/** Where people look first, beginning with what was measured. No cause is claimed. */
export function placesToLook(rollout: Rollout, { look, trigger }: Breach): Block[] {
  const links = new Map(
    (look?.event.measurements ?? []).flatMap(({ metric, link }) => {
      const found = webLink(link);
      return found === null ? [] : [[metric, found] as const];
    }),
  );
  const asked = (rollout.changes ?? []).flatMap((file) => {
    const kind = kinds.find(([pattern]) => pattern.test(file));
    return kind === undefined ? [] : [item(`${plainLine(file)}: ${kind[1]}`, null)];
  });
  const rows = [...links].map(([name, link]) => ({ name, value: new URL(link).host, link }));
  const measured = trigger === null ? 'the last minutes before the order' : trigger.check.rule.metric;
  return [
    heading('Where to look'),
    boxes([
      item(`Logs and traces of the new version around the breach, beginning with ${measured}.`, null),
      ...asked,
      item(
        'What else changed at the same time: other releases, settings, traffic, things it depends on.',
        null,
      ),
    ]),
    ...(rows.length === 0 ? [] : [{ kind: 'facts' as const, rows }]),
    code([`explain ${rollout.id}`]),
  ];
}
