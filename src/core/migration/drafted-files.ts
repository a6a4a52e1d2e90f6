import type { Instant } from '../time.ts';
import { judgeTrip } from './judge-trip.ts';
import type { Part, SqlFile } from './migration.ts';
import { nextName, numberingOf, rollbackName } from './numbering.ts';

export interface Folders {
  readonly forward: string;
  readonly rollback: string;
  /** Names of the files that are there already, without the folder. */
  readonly forwardNames: readonly string[];
  readonly rollbackNames: readonly string[];
}

export interface Drafting {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly folders: Folders;
  readonly now: Instant;
}

/** A part with the files that it adds to the repository; none where everything is written already. */
export interface DraftedPart {
  readonly part: Part;
  readonly forward: SqlFile;
  readonly rollback: SqlFile;
  readonly added: readonly SqlFile[];
}

/** Names and texts of the files of each part, numbered on from what is there. */
export function draftFiles(parts: readonly Part[], drafting: Drafting): readonly DraftedPart[] {
  const { folders, from, to, now } = drafting;
  const numbering = numberingOf(folders.forwardNames);
  let step = 0;
  return parts.map((part) => {
    if (part.written === null) step += 1;
    const words = `${slug(from)}_to_${slug(to)}_${part.phase}`;
    const name = part.written?.split('/').at(-1) ?? nextName(numbering, step, words, now);
    const forward: SqlFile = {
      path: part.written ?? `${folders.forward}/${name}`,
      text: part.written === null ? withHeader(part, drafting, 'forward', part.forward) : part.forward,
    };
    const back = backName(name, folders);
    const text = part.rollbackDrafted ? withHeader(part, drafting, 'rollback', part.rollback) : part.rollback;
    const rollback: SqlFile = { path: `${folders.rollback}/${back}`, text };
    const added = [...(part.written === null ? [forward] : []), ...(part.rollbackDrafted ? [rollback] : [])];
    return { part, forward, rollback, added };
  });
}

/** In one folder for both, the two need different names. */
export function backName(name: string, { forward, rollback, rollbackNames }: Folders): string {
  const back = rollbackName(name, rollbackNames);
  return forward === rollback && back === name ? name.replace(/\.sql$/i, '.down.sql') : back;
}

/** A queue behind a lock that is waited for stops everybody: rather fail, and be tried again. */
const lockTimeout = "SET lock_timeout = '5s';";

function withHeader(
  part: Part,
  { service, from, to }: Drafting,
  way: 'forward' | 'rollback',
  sql: string,
): string {
  const { losses } = judgeTrip(part);
  const lines = [
    `-- ${oneLine(`${service}: ${from} to ${to}, ${part.phase}, ${way}. Drafted and tried by Belay.`)}`,
    ...losses.map((loss) => `-- ${oneLine(`Irreversible: ${loss}.`)}`),
    lockTimeout,
    '',
    sql,
  ];
  return lines.join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** `v1.2.0` as a part of a file name: `v1_2_0`. */
function slug(version: string): string {
  return (
    version
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 40) || 'version'
  );
}
