import { PlaceName } from '../../core/ids.ts';
import { nearest } from '../../core/nearest.ts';
import { isVariable, noticeVariables, variablesIn } from '../../core/notices/fill.ts';
import {
  type ChangeKind,
  type NoticeTemplate,
  usuallyNeededFor,
  usualResolution,
  usualTemplates,
} from '../../core/notices/notice.ts';
import type { CommunicationsConfig } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { notSupportedYet } from '../unsupported.ts';
import { checkAnnouncements } from './announcements.ts';
import { listOf } from './building.ts';

/** What customers are told of, and how. Templates of the file come beside the built-in ones, and before one of the same name. */
export function buildCommunications(root: Root, report: Report): CommunicationsConfig {
  const { needed_for: needed, not_needed_for: not = [], templates = {} } = root.communications ?? {};
  not.forEach((change, index) => {
    if (needed?.includes(change) !== true) return;
    const sentence = `\`${change}\` stands under \`needed_for\` too. Keep one of the two.`;
    report(error(['communications', 'not_needed_for', index], 'change-twice', sentence));
  });
  checkAnnouncements(root, report);
  const own = Object.entries(templates).map(([name, template]): NoticeTemplate => {
    const path = ['communications', 'templates', name];
    checkVariables(template.subject, [...path, 'subject'], report);
    checkVariables(template.body, [...path, 'body'], report);
    checkVariables(template.resolved ?? '', [...path, 'resolved'], report);
    return {
      name,
      subject: template.subject,
      body: template.body,
      through: listOf(template.through).map((place) => PlaceName.parse(place.name)),
      ahead: template.ahead ?? 0,
      updateEvery: template.update_every ?? null,
      resolved: template.resolved ?? usualResolution,
    };
  });
  const others = usualTemplates.filter(({ name }) => !Object.hasOwn(templates, name));
  return { neededFor: neededFor(needed, not), templates: [...own, ...others] };
}

/** Without a word of the file it is as usual; what it does not need is not needed. */
function neededFor(
  needed: readonly ChangeKind[] | undefined,
  not: readonly ChangeKind[],
): readonly ChangeKind[] {
  return (needed ?? usuallyNeededFor).filter((change) => !not.includes(change));
}

/** Words of the language for what Belay does not know of yet. */
const later = new Set(['status_page', 'link']);

function checkVariables(text: string, path: Path, report: Report): void {
  for (const name of variablesIn(text)) {
    if (isVariable(name)) continue;
    if (later.has(name)) {
      report(error(path, notSupportedYet, `\`{${name}}\` in a notice is not supported yet.`));
      continue;
    }
    const suggestion = nearest(name, noticeVariables);
    const hint = suggestion === null ? '' : ` Did you mean \`{${suggestion}}\`?`;
    const known = noticeVariables.map((one) => `\`{${one}}\``).join(', ');
    const sentence = `Nothing fills in \`{${name}}\`, so customers would read it as it stands.${hint} There are ${known}.`;
    report(error(path, 'unknown-variable', sentence, { expected: known, suggestion }));
  }
}
