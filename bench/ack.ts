import { measureDeliveries } from './ack-deliveries.ts';
import { type LoadResult, type Measured, sendEvenly } from './ack-load.ts';
import { openAckRig, until } from './ack-rig.ts';
import { cardsOn, openSenders, type Senders } from './ack-senders.ts';
import type { Bench, Figures } from './measure.ts';
import { summary } from './measure.ts';

/** In milliseconds. */
const limit = 100;
const slow = 5000;
/** Of each kind four a second: a busy morning of a large organisation. */
const perSecond = 28;
const usual = { rollouts: 1000, cards: 20, warmUp: 20, sent: 10_000 };
const quick = { rollouts: 20, cards: 5, warmUp: 2, sent: 200 };

type Kind = keyof Senders['kinds'];

/** How soon Slack, Discord and GitHub hear that they were heard, and whether each command ran once. */
export const ack: Bench = {
  name: 'ack',
  summary:
    'delivery sent until acknowledged, 1000 rollouts live and every outside service 5 s late; then 10,000 deliveries, a fifth of them duplicates',
  usualRuns: 300,
  async run(runs, tell, options) {
    const sizes = options.quick ? quick : usual;
    await using rig = await openAckRig(sizes.rollouts, tell);
    await using senders = await openSenders(rig);
    tell('waiting for cards on Slack');
    await until(() => cardsOn(rig.towns).length >= sizes.cards);
    rig.towns.slowBy(slow);
    await sendEvenly(senders.kinds, { perSecond, each: sizes.warmUp });
    const load = await sendEvenly(senders.kinds, { perSecond, each: runs });
    rig.towns.slowBy(0);
    const figures = acknowledgements(load);
    tell(JSON.stringify(figures));
    const deliveries = await measureDeliveries(rig, { sent: sizes.sent, tell });
    return { ...figures, live_rollouts: sizes.rollouts, outside_ms: slow, deliveries };
  },
};

function acknowledgements({ measured, ownDelay }: LoadResult<Kind>): Figures {
  const shown = (kind: Kind) => figuresOf(measured[kind]);
  const { slack_command, slack_button, discord, discord_gateway, github } = {
    slack_command: shown('slack_command'),
    slack_button: shown('slack_button'),
    discord: shown('discord'),
    discord_gateway: shown('discord_gateway'),
    github: shown('github'),
  };
  const bare_bolt_ms = shown('bare_bolt');
  const bare_webhook_ms = shown('bare_webhook');
  return {
    limit,
    ack_ms: { slack_command, slack_button, discord, discord_gateway, github },
    bare_bolt_ms,
    bare_webhook_ms,
    over_bare: {
      slack_command: ratio(slack_command.p50, bare_bolt_ms.p50),
      github: ratio(github.p50, bare_webhook_ms.p50),
    },
    sent_per_second: perSecond,
    sender_delay_p99_ms: Number(ownDelay.toFixed(1)),
  };
}

function figuresOf({ took, failed }: Measured) {
  return { ...summary(took, 1), failed };
}

function ratio(ours: number, bare: number): number {
  return Number((ours / bare).toFixed(2));
}
