import { idAsName, type PersonName } from '../card/names.ts';
import { timeline } from '../card/timeline.ts';
import { versionWords } from '../card/version-words.ts';
import { percent } from '../prose.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import { code, facts, heading, paragraph, table } from './blocks.ts';
import { instantText } from './instant-text.ts';
import type { Block, DocumentTree } from './tree.ts';

/** So much of the story, the newest. */
const toldEvents = 60;

/** What Belay knew when it was rolled back, before anything of it is tidied up. Numbers as they were recorded. */
export function debugInformation(
  rollout: Rollout,
  events: readonly Recorded[],
  now: Instant,
  personName: PersonName = idAsName,
): DocumentTree {
  const { plan, stable } = rollout;
  const version = versionWords(plan.canary.version);
  return {
    title: `Debug information: ${plan.service} ${version} in ${plan.environment}`,
    summary: `What Belay had measured and done of ${version} when traffic was back on ${versionWords(stable?.version ?? 'stable')}.`,
    draftedBy: 'template',
    draftedWhy: 'Copied from the recorded events and the last state; no model was asked.',
    at: now,
    blocks: [
      heading('State'),
      facts(
        ['Rollout', rollout.id],
        ['Plan', plan.hash],
        ['Phase', rollout.phase.kind],
        ['New version at', plan.canary.url],
        ['Stable version at', stable?.url ?? 'unknown'],
        ['Router', `${plan.routing.router}, route ${plan.routing.route}`],
        ['Router refused last', rollout.refusal ?? 'never'],
        ...trafficRows(rollout),
      ),
      ...verdictBlocks(events),
      ...measurementBlocks(events),
      ...probeBlocks(rollout, events),
      heading('Recent events'),
      code(storyLines(events, personName)),
    ],
  };
}

function trafficRows({ traffic }: Rollout): readonly (readonly [string, string])[] {
  if (traffic === null) return [['Traffic', 'never read']];
  const seen = traffic.observed === null ? 'too few requests to tell' : percent(traffic.observed);
  return [
    ['Router set to', percent(traffic.weight)],
    ['Seen at the router', `${seen} of ${traffic.requests} requests`],
  ];
}

type Look = Extract<Recorded['event'], { kind: 'measured' }>;

/** The last look at which the canary had traffic: what comes after it says nothing of the canary. */
function lastLook(events: readonly Recorded[]): Look | null {
  const found = events.findLast(({ event }) => event.kind === 'measured' && event.stage !== null);
  return found?.event.kind === 'measured' ? found.event : null;
}

function verdictBlocks(events: readonly Recorded[]): readonly Block[] {
  const verdicts = lastLook(events)?.verdicts ?? [];
  return verdicts.length === 0
    ? [heading('Last verdicts'), paragraph('It was never judged with traffic on it.')]
    : [
        heading('Last verdicts'),
        table(
          ['Check', 'Verdict', 'Words'],
          verdicts.map(({ check, verdict, sentence }) => [check, verdict, sentence]),
        ),
      ];
}

function measurementBlocks(events: readonly Recorded[]): readonly Block[] {
  const measurements = lastLook(events)?.measurements ?? [];
  return measurements.length === 0
    ? []
    : [heading('Last measurements'), code(measurements.map((one) => JSON.stringify(one)))];
}

function probeBlocks(rollout: Rollout, events: readonly Recorded[]): readonly Block[] {
  const last = new Map((lastLook(events)?.probes ?? []).map((probe) => [probe.name, probe]));
  const names = Object.keys(rollout.probes);
  if (names.length === 0) return [];
  const rows = names.map((name) => {
    const streak = rollout.probes[name];
    return [name, String(streak?.failures ?? 0), last.get(name)?.sentence ?? streak?.sentence ?? ''];
  });
  return [heading('Probes'), table(['Probe', 'Failures in a row', 'Last answer'], rows)];
}

function storyLines(events: readonly Recorded[], personName: PersonName): readonly string[] {
  return timeline(events, personName)
    .slice(-toldEvents)
    .map(({ at, actor, sentence }) => `${instantText(at)}  ${actor}: ${sentence}`);
}
