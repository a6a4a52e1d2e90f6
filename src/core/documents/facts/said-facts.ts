import { checkStates, everyCheck } from '../../card/checks.ts';
import { changesIn, nothingSeen } from '../../card/measured-changes.ts';
import { counted } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import { instantText } from '../instant-text.ts';
import { capped } from './capped.ts';
import { idParts } from './id-part.ts';
import { named } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** Whole texts for documents of code, `said/…`: a model is not given them. */
export function saidFacts(rollout: Rollout, events: readonly Recorded[]): readonly FactInput[] {
  return [
    ...capped(events, ({ event }) => event.kind !== 'measured').flatMap(eventTexts),
    ...changedFiles(rollout),
    ...verdictTexts(rollout),
    ...probeTexts(rollout),
    ...actedTexts(rollout, events),
    ...changeTexts(rollout, events),
  ];
}

/** What stands elsewhere, or in no document. */
const notTexts: ReadonlySet<string> = new Set(['kind', 'plan', 'output', 'changes', 'origin', 'rollout']);
const longestText = 1000;

function eventTexts({ seq, event }: Recorded): readonly FactInput[] {
  const text = leaves(event).join(' · ').slice(0, longestText);
  return text === '' ? [] : [named([`said/event-${seq}`, `texts of event ${seq}`], text, `event ${seq}`)];
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap(leaves)
    : Object.entries(value).flatMap(([key, member]) => (notTexts.has(key) ? [] : leaves(member)));
}

/** As many as a checklist shows. */
const shownFiles = 30;

function changedFiles({ changes }: Rollout): readonly FactInput[] {
  const files = changes ?? [];
  const more = files.length - shownFiles;
  return [
    ...files
      .slice(0, shownFiles)
      .map((file, index) =>
        named([`said/file-${index + 1}`, 'file that the release changes'], file, 'event 1'),
      ),
    ...(more > 0 ? [named(['said/more-files', 'files that are not named'], `${more} more`, 'event 1')] : []),
  ];
}

function verdictTexts(rollout: Rollout): readonly FactInput[] {
  const states = checkStates(rollout);
  const parts = idParts(states.map(({ check }) => check.rule.metric));
  return states.flatMap(({ check, verdict }, index) => {
    const id = `said/verdict/${parts[index]}`;
    const silent = rollout.measurements
      .filter(({ metric, window }) => metric === check.rule.metric && window === check.rule.window)
      .flatMap(({ canary, stable }) => [canary, stable])
      .flatMap((reading) => (reading.kind === 'none' ? [reading.sentence] : []));
    const link = verdict?.link;
    return [
      ...(verdict === null
        ? []
        : [named([`${id}/sentence`, 'what the check says'], verdict.sentence, 'last look')]),
      ...(link === undefined ? [] : [named([`${id}/link`, 'where it can be looked up'], link, 'last look')]),
      ...silent.map((one, at) => named([`${id}/silent-${at + 1}`, 'why there is no data'], one, 'last look')),
    ];
  });
}

function probeTexts({ plan, probes }: Rollout): readonly FactInput[] {
  const parts = idParts(plan.probes.map(({ name }) => name));
  return plan.probes.flatMap(({ name }, index) => {
    const streak = probes[name];
    return streak === undefined
      ? []
      : [named([`said/probe/${parts[index]}`, `what probe ${name} said last`], streak.sentence, 'last look')];
  });
}

/** What each check said when it acted for the first time: bounded by the checks, however long the history. */
function actedTexts({ plan }: Rollout, events: readonly Recorded[]): readonly FactInput[] {
  const checks = everyCheck(plan);
  const parts = idParts(checks.map(({ rule }) => rule.metric));
  const first = new Map<string, { readonly seq: number; readonly at: number; readonly sentence: string }>();
  for (const { seq, at, event } of events) {
    if (event.kind !== 'measured') continue;
    for (const { acts, check, sentence } of event.verdicts) {
      if (acts && !first.has(check)) first.set(check, { seq, at, sentence });
    }
  }
  return checks.flatMap(({ id }, index) => {
    const acted = first.get(id);
    if (acted === undefined) return [];
    const text = `${instantText(acted.at)}: ${acted.sentence}`;
    return [named([`said/acted/${parts[index]}`, 'what it said when it acted'], text, `event ${acted.seq}`)];
  });
}

/** As many changes of verdicts as the longer explanation tells, and how many are left out by either. */
const tellings = [
  ['short', 8],
  ['full', 40],
] as const;

function changeTexts({ plan }: Rollout, events: readonly Recorded[]): readonly FactInput[] {
  const changes: { readonly seq: number; readonly text: string }[] = [];
  let state = nothingSeen;
  for (const { seq, at, event } of events) {
    if (event.kind !== 'measured') continue;
    const { told, seen } = changesIn(event, state, plan);
    state = seen;
    if (told !== null)
      changes.push({ seq, text: `${instantText(at)}: ${told.sentence} ${told.detail ?? ''}` });
  }
  return [
    ...changes
      .slice(-40)
      .map(({ seq, text }) => named([`said/change-${seq}`, 'change of verdicts'], text, `event ${seq}`)),
    ...tellings.flatMap(([name, most]) => {
      const earlier = changes.length - most;
      return earlier > 0
        ? [
            named(
              [`said/changes-left-out-${name}`, 'changes left out'],
              counted(earlier, 'earlier change'),
              'event log',
            ),
          ]
        : [];
    }),
  ];
}
