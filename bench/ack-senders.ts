import { setTimeout as sleep } from 'node:timers/promises';
import { createHook } from '../test/doubles/github/hook.ts';
import { commentPayload } from '../test/doubles/github/payloads.ts';
import { addComment } from '../test/doubles/github/state.ts';
import { buttonsOf } from '../test/doubles/slack/acts/click.ts';
import { openSlackDouble, type SlackDouble, signingSecret } from '../test/doubles/slack/slack.ts';
import type { StoredMessage } from '../test/doubles/slack/state.ts';
import type { Send } from './ack-load.ts';
import type { AckRig } from './ack-rig.ts';
import { type Towns, webhookSecret } from './ack-towns.ts';

export interface Senders extends AsyncDisposable {
  readonly kinds: Readonly<
    Record<
      | 'slack_command'
      | 'slack_button'
      | 'discord'
      | 'discord_gateway'
      | 'github'
      | 'bare_bolt'
      | 'bare_webhook',
      Send
    >
  >;
}

/** Every kind of delivery that is acknowledged, to Belay and to the bare libraries, by the same code. */
export async function openSenders({ towns, bots, bare, rollouts }: AckRig): Promise<Senders> {
  const { slack, discord, github } = towns;
  const [url] = bots;
  slack.sendTo({ kind: 'http', url: `${url}/places/slack`, secret: signingSecret });
  github.hook.target = { url: `${url}/places/github`, secret: webhookSecret };
  const bareSlack = await openSlackDouble();
  bareSlack.sendTo({ kind: 'http', url: bare.slack, secret: signingSecret });
  const bareHook = createHook(github.state);
  bareHook.target = { url: bare.github, secret: webhookSecret };
  const rolloutOf = (index: number) => rollouts[index % rollouts.length] ?? '';
  const asked = (index: number) => ({
    command: 'belay',
    sub: 'status',
    options: { target: rolloutOf(index) },
  });
  return {
    kinds: {
      slack_command: (index) => typed(slack, towns, `status ${rolloutOf(index)}`),
      slack_button: (index) => clicked(towns, index),
      discord: async (index) => {
        discord.deliverBy({ url: `${url}/places/discord` });
        return (await discord.slash(asked(index))).millis;
      },
      discord_gateway: (index) => overGateway(towns, () => discord.slash(asked(index))),
      github: (index) => commented(towns, github.hook, index, `@belay status ${rolloutOf(index)}`),
      bare_bolt: (index) => typed(bareSlack, towns, `status ${rolloutOf(index)}`),
      bare_webhook: (index) => commented(towns, bareHook, index, `@belay status ${rolloutOf(index)}`),
    },
    [Symbol.asyncDispose]: () => bareSlack[Symbol.asyncDispose](),
  };
}

async function typed(slack: SlackDouble, { ana }: Towns, text: string): Promise<number | null> {
  const { status, took } = await slack.command({ user: ana.slack, text });
  return status === 200 ? took : null;
}

const pressed = ['Pause', 'Resume'];

/** Cards of Belay's whose buttons can be pressed without ending anything. */
export function cardsOn({ slack }: Towns): readonly StoredMessage[] {
  return [...slack.state.messages.values()].filter(
    ({ thread, onlyTo, blocks }) => thread === null && onlyTo === null && buttonOn(blocks) !== undefined,
  );
}

function buttonOn(blocks: StoredMessage['blocks']): string | undefined {
  return buttonsOf(blocks).find((label) => pressed.includes(label));
}

async function clicked(towns: Towns, index: number): Promise<number | null> {
  const cards = cardsOn(towns);
  const card = cards[index % cards.length];
  const button = card === undefined ? undefined : buttonOn(card.blocks);
  if (card === undefined || button === undefined) return null;
  const { status, took } = await towns.slack.click(card.ts, { user: towns.ana.slack, button });
  return status === 200 ? took : null;
}

/** Until the first response arrives at Discord, however late Discord then answers it. */
async function overGateway({ discord }: Towns, say: () => Promise<unknown>): Promise<number | null> {
  discord.deliverBy('gateway');
  const seen = discord.requests.length;
  const sent = Date.now();
  void say();
  const { id } = [...discord.state.interactions.values()].at(-1) ?? { id: '' };
  const path = `/interactions/${id}/`;
  for (let waited = 0; waited < 3000; waited = Date.now() - sent) {
    const found = discord.requests.slice(seen).find((request) => request.path.startsWith(path));
    if (found !== undefined) return found.at - sent;
    await sleep(5);
  }
  return null;
}

async function commented(
  { github, repository, pulls, ana }: Towns,
  hook: Towns['github']['hook'],
  index: number,
  body: string,
): Promise<number | null> {
  const issue = pulls[index % pulls.length]?.number ?? 1;
  const comment = addComment(github.state, repository, { issue, author: ana.github, body });
  const { statusCode, took } = await hook.send('issue_comment', commentPayload(repository, comment));
  return statusCode >= 200 && statusCode < 300 ? took : null;
}
