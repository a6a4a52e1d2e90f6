import { PlaceName } from '../../core/ids.ts';
import { nearest } from '../../core/nearest.ts';
import { type Announced, announcedVariables } from '../../core/notices/announced.ts';
import { variablesIn } from '../../core/notices/fill.ts';
import { isForNotices } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Reference } from '../schema/reference.ts';
import type { Root } from '../schema/root.ts';
import { notSupportedYet } from '../unsupported.ts';
import { listOf } from './building.ts';

/** Who is told at which point, for the plan; nothing where the file says nothing. */
export function buildAnnouncements({ communications }: Root): { announcements?: Announced[] } {
  const declared = communications?.announcements ?? [];
  if (declared.length === 0) return {};
  return {
    announcements: declared.map(({ when, through, message }) => ({
      when,
      through: listOf(through).map(({ name }) => PlaceName.parse(name)),
      ...(message === undefined ? {} : { message }),
    })),
  };
}

export function checkAnnouncements(root: Root, report: Report): void {
  const declared = root.communications?.announcements ?? [];
  const known = announcedVariables.map((one) => `\`{${one}}\``).join(', ');
  declared.forEach(({ message = '', through }, index) => {
    checkPlaces(root, listOf(through), ['communications', 'announcements', index, 'through'], report);
    for (const name of variablesIn(message)) {
      if (announcedVariables.some((one) => one === name)) continue;
      const suggestion = nearest(name, announcedVariables);
      const hint = suggestion === null ? '' : ` Did you mean \`{${suggestion}}\`?`;
      const sentence = `Nothing fills in \`{${name}}\` in an announcement.${hint} There are ${known}.`;
      const path = ['communications', 'announcements', index, 'message'];
      report(error(path, 'unknown-variable', sentence, { expected: known, suggestion }));
    }
  });
}

/** Customers would read a line of the rollout's thread, and a status page an incident that nobody ends. */
function checkPlaces(root: Root, through: readonly Reference[], path: Path, report: Report): void {
  for (const { name } of through) {
    const kind = root.places?.[name]?.kind;
    if (kind === 'pager') {
      const sentence = `Announcing on a pager, as on \`${name}\`, is not supported yet: it calls people. Name it under \`alerts\`, and say \`page: true\` under \`rollback\`.`;
      report(error(path, notSupportedYet, sentence, { expected: 'a place where people talk' }));
    }
    if (kind === undefined || !isForNotices(kind)) continue;
    const sentence = `Announcing on \`${name}\` (${kind}) is not supported yet: customers read it. Name places where people talk; \`communications.templates\` and \`notice\` tell customers.`;
    report(error(path, notSupportedYet, sentence));
  }
}
