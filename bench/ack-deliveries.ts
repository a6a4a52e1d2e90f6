import { setTimeout as sleep } from 'node:timers/promises';
import { PlaceName } from '../src/core/ids.ts';
import { commentPayload } from '../test/doubles/github/payloads.ts';
import { addComment } from '../test/doubles/github/state.ts';
import { signingSecret } from '../test/doubles/slack/slack.ts';
import type { AckRig } from './ack-rig.ts';
import { webhookSecret } from './ack-towns.ts';
import type { Figures } from './measure.ts';

/** Delivers one command to one of the bots; called again with the same index it is the same delivery again. */
type Deliver = (index: number, bot: 0 | 1) => Promise<boolean>;

interface Way {
  readonly place: string;
  readonly deliver: Deliver;
  /** What the inbox knows it by. */
  readonly keyOf: (index: number) => string;
}

/** One in four of the distinct ones comes twice: a fifth of all that is sent. */
const twiceEvery = 4;
const perSecond = 60;
/** Platforms send again what was not answered in time; other duplicates come at once, through the other bot. */
const again = 1500;

/**
 * Notes on the timelines of the live rollouts, each with a text of its own, so that the timelines say afterwards which
 * were carried out and how often.
 */
export async function measureDeliveries(
  rig: AckRig,
  { sent, tell }: { readonly sent: number; readonly tell: (line: string) => void },
): Promise<Figures> {
  const distinct = Math.round((sent * twiceEvery) / (twiceEvery + 1));
  const ways = [slackWay(rig), discordWay(rig, 'http'), discordWay(rig, 'gateway'), githubWay(rig)];
  const wayOf = (index: number) => ways[index % ways.length] ?? slackWay(rig);
  const deliver: Deliver = (index, bot) => wayOf(index).deliver(index, bot);
  const underWay: Promise<boolean>[] = [];
  const began = performance.now();
  let turn = 0;
  const paced = async () => {
    turn += 1;
    await sleep(Math.max(0, began + (turn * 1000) / perSecond - performance.now()));
  };
  for (let index = 0; index < distinct; index += 1) {
    await paced();
    underWay.push(deliver(index, 0));
    // Not the same way each time that comes twice.
    const round = Math.floor(index / twiceEvery);
    if (index % twiceEvery !== round % twiceEvery) continue;
    await paced();
    underWay.push(repeat(deliver, index, round));
    if (round % 250 === 0) tell(`${turn} deliveries sent`);
  }
  const acknowledged = (await Promise.all(underWay)).filter(Boolean).length;
  tell(`${turn} deliveries sent; their notes are counted`);
  const counts = await settledCounts(rig, distinct);
  const lost = Array.from({ length: distinct }, (_, index) => index).filter(
    (index) => !counts.has(noteOf(rig, index).text),
  );
  return {
    sent: turn,
    distinct,
    not_acknowledged: turn - acknowledged,
    lost: lost.length,
    doubled: [...counts.values()].filter((times) => times > 1).length,
    lost_because: await reasons(rig, lost, wayOf),
  };
}

/** What was answered to those that left no note, and how many were answered so. */
async function reasons(
  { store }: AckRig,
  lost: readonly number[],
  wayOf: (index: number) => Way,
): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const index of lost) {
    const { place, keyOf } = wayOf(index);
    const kept = await store.inbox.find(PlaceName.parse(place), keyOf(index));
    const reply = kept?.reply?.kind === 'refused' ? kept.reply.code : 'no answer';
    const why = `${place}: ${kept === null ? 'never kept' : reply}`;
    found[why] = (found[why] ?? 0) + 1;
  }
  return found;
}

/** Half of them at once through the other bot, the rest later through either. */
async function repeat(deliver: Deliver, index: number, round: number): Promise<boolean> {
  if (round % 2 === 0) return deliver(index, 1);
  await sleep(again);
  return deliver(index, round % 4 === 1 ? 0 : 1);
}

function noteOf({ rollouts }: AckRig, index: number) {
  return { target: rollouts[index % rollouts.length] ?? '', text: `n-${index}` };
}

function slackWay(rig: AckRig): Way {
  const { slack, ana } = rig.towns;
  const deliver: Deliver = async (index, bot) => {
    slack.sendTo({ kind: 'http', url: `${rig.bots[bot]}/places/slack`, secret: signingSecret });
    const { target, text } = noteOf(rig, index);
    const { status } = await slack.command({
      user: ana.slack,
      text: `note ${target} "${text}"`,
      triggerId: `delivery-${index}`,
    });
    return status === 200;
  };
  return { place: 'slack', deliver, keyOf: (index) => `command/delivery-${index}` };
}

/** Duplicates of what the gateway told come by HTTP: only one bot holds the gateway. */
function discordWay(rig: AckRig, how: 'http' | 'gateway'): Way {
  const { discord } = rig.towns;
  const known = new Map<number, Parameters<typeof discord.again>[0]>();
  const deliver: Deliver = async (index, bot) => {
    const first = known.get(index);
    const overHttp = how === 'http' || first !== undefined;
    discord.deliverBy(overHttp ? { url: `${rig.bots[bot]}/places/discord` } : 'gateway');
    if (first !== undefined) return (await discord.again(first)).http?.status === 200;
    const said = discord.slash({ command: 'belay', sub: 'note', options: noteOf(rig, index) });
    const interaction = [...discord.state.interactions.values()].at(-1);
    if (interaction !== undefined) known.set(index, interaction);
    const { millis } = await said;
    // Its duplicate may have come first by HTTP; then Discord has its answer from there.
    return millis !== null || interaction?.first != null;
  };
  return { place: 'discord', deliver, keyOf: (index) => known.get(index)?.id ?? '' };
}

function githubWay(rig: AckRig): Way {
  const { github, repository, pulls, ana } = rig.towns;
  const known = new Map<number, ReturnType<typeof written>>();
  const deliver: Deliver = async (index, bot) => {
    github.hook.target = { url: `${rig.bots[bot]}/places/github`, secret: webhookSecret };
    const said = known.get(index) ?? written(index);
    known.set(index, said);
    const { guid, payload } = said;
    const { statusCode } = await github.hook.send('issue_comment', payload, { guid });
    return statusCode >= 200 && statusCode < 300;
  };
  return { place: 'github', deliver, keyOf: (index) => `comment/${known.get(index)?.comment}/created` };

  function written(index: number) {
    const issue = pulls[index % pulls.length]?.number ?? 1;
    const { target, text } = noteOf(rig, index);
    const body = `@belay note ${target} "${text}"`;
    const comment = addComment(github.state, repository, { issue, author: ana.github, body });
    return { guid: `delivery-${index}`, comment: comment.id, payload: commentPayload(repository, comment) };
  }
}

/** How often each note stands on a timeline, once nothing is added any more. */
async function settledCounts(rig: AckRig, wanted: number): Promise<ReadonlyMap<string, number>> {
  const quiet = 10_000;
  let counts = await countNotes(rig);
  let total = totalOf(counts);
  for (;;) {
    await sleep(quiet);
    counts = await countNotes(rig);
    // Retries of the inbox wait up to a minute.
    const settled =
      totalOf(counts) === total && (counts.size === wanted || (await quietForAMinute(rig, total)));
    if (settled) return counts;
    total = totalOf(counts);
  }
}

async function quietForAMinute(rig: AckRig, total: number): Promise<boolean> {
  await sleep(60_000);
  return totalOf(await countNotes(rig)) === total;
}

async function countNotes({ store, rollouts }: AckRig): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let from = 0; from < rollouts.length; from += 20) {
    const timelines = await Promise.all(rollouts.slice(from, from + 20).map((id) => store.events(id)));
    for (const { event } of timelines.flat()) {
      if (event.kind === 'noted') counts.set(event.text, (counts.get(event.text) ?? 0) + 1);
    }
  }
  return counts;
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, times) => sum + times, 0);
}
