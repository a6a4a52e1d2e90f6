import { everyCheck } from '../card/checks.ts';
import { idAsName, type PersonName } from '../card/names.ts';
import { versionWords } from '../card/version-words.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import { counted, percent, plainLine, quoted } from '../prose.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { formatDuration, type Instant } from '../time.ts';
import { facts, heading, paragraph } from './blocks.ts';
import { historyBlocks } from './explanation/history.ts';
import { checkTable } from './figures/check-table.ts';
import { type Look, looksAt } from './figures/metric-figures.ts';
import { sideBySide } from './figures/side-by-side.ts';
import { instantText } from './instant-text.ts';
import { careOfStage } from './release/care.ts';
import { countedRequests, requestsSentence } from './release/exposure.ts';
import { worstMeans } from './report/figures.ts';
import { approvalBlocks } from './report/people.ts';
import { type StageStay, stageStays } from './report/stages.ts';
import type { Block, DocumentTree } from './tree.ts';

export interface StageReportOptions {
  readonly now: Instant;
  /** From 0. */
  readonly stage: number;
  readonly personName?: PersonName;
}

/**
 * One stage from its first moment to its last: times, traffic, figures, verdicts, people.
 * @param events all of them, oldest first
 * @returns null when the rollout never came to that stage
 */
export function stageReport(
  rollout: Rollout,
  events: readonly Recorded[],
  { now, stage, personName = idAsName }: StageReportOptions,
): DocumentTree | null {
  const { plan } = rollout;
  const stay = stageStays(events).findLast((one) => one.stage === stage);
  if (stay === undefined) return null;
  const end = stay.leftAt ?? now;
  const within = events.filter(({ at }) => at >= stay.enteredAt && at <= end);
  const looks = looksAt(within, stage);
  // Before the first stage the canary served nothing that a window could reach back to.
  const requests = countedRequests(rollout, looks, stage === 0 ? 0 : stay.enteredAt);
  const name = quoted(plan.stages[stage]?.name ?? String(stage + 1));
  return {
    title: `Stage report: ${plan.service} ${versionWords(plan.canary.version)} in ${plan.environment}, stage ${name}`,
    summary: `Stage ${name} gave ${percent(stay.weight)} of the traffic to ${versionWords(plan.canary.version)}; ${ended(stay, end)}.`,
    draftedBy: 'template',
    draftedWhy: 'Written from the recorded events of this stage alone; no model was asked.',
    at: end,
    blocks: [
      heading('Times'),
      facts(...timeRows(rollout, stay, within, end)),
      heading('Traffic'),
      paragraph(`${trafficSentence(looks)} ${requestsSentence(requests)}`),
      heading('Canary beside stable'),
      ...sideBySide(plan, looks),
      paragraph(worstMeans(plan)),
      heading('Checks at the end'),
      ...lastChecks(rollout, stage, looks.at(-1)),
      ...historyBlocks(plan, within, null, 40),
      ...careOfStage(rollout, within, stage, personName),
      ...(within.some(({ event }) => event.kind === 'approval-requested')
        ? approvalBlocks(plan, within, personName)
        : []),
    ],
  };
}

function ended(stay: StageStay, end: Instant): string {
  const lasted = formatDuration(end - stay.enteredAt);
  return stay.leftAt === null ? `it has lasted ${lasted} so far` : `after ${lasted} it ${verb(stay)}`;
}

function verb({ end }: StageStay): string {
  return end.startsWith('passed') ? plainLine(end) : 'was rolled back';
}

function timeRows(
  { plan }: Rollout,
  stay: StageStay,
  within: readonly Recorded[],
  end: Instant,
): readonly (readonly [string, string])[] {
  const hold = plan.stages[stay.stage]?.hold ?? 0;
  const extensions = within.filter(({ event }) => event.kind === 'stage-extended').length;
  const asked = within.find(({ event }) => event.kind === 'approval-requested');
  return [
    ['Entered', instantText(stay.enteredAt)],
    [
      'Router confirmed',
      stay.confirmedAt === null ? 'never' : `after ${formatDuration(stay.confirmedAt - stay.enteredAt)}`,
    ],
    ['Planned hold', formatDuration(hold)],
    ['Extended', extensions === 0 ? 'never' : counted(extensions, 'time')],
    ['Waited for people', asked === undefined ? 'nobody was asked' : formatDuration(end - asked.at)],
    ['Left', stay.leftAt === null ? 'not yet' : instantText(stay.leftAt)],
    ['End', plainLine(stay.end)],
  ];
}

/** What the router was seen to do, as far as there were requests to see it by. */
function trafficSentence(looks: readonly Look[]): string {
  const seen = looks.flatMap(({ event }) => event.traffic?.observed ?? []);
  if (seen.length === 0) return 'Which share of the requests reached the canary was not observed.';
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  const range = least === most ? percent(least) : `between ${percent(least)} and ${percent(most)}`;
  return `The canary was seen to get ${range} of the requests, at ${counted(seen.length, 'look')}.`;
}

function lastChecks({ plan }: Rollout, stage: number, last: Look | undefined): Block[] {
  if (last === undefined) return [paragraph('No look was taken at this stage.')];
  const verdicts = new Map(last.event.verdicts.map((verdict) => [verdict.check, verdict]));
  const watching = new Set(stageChecks(plan, stage).map(({ id }) => id));
  const states = everyCheck(plan)
    .filter(({ id }) => watching.has(id))
    .map((check) => ({ check, verdict: verdicts.get(check.id) ?? null }));
  if (states.length === 0) return [paragraph('No check watches this stage.')];
  return [paragraph(`At ${instantText(last.at)}:`), checkTable(plan, states, false)];
}
