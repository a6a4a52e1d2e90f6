import type { SlackPlaceOptions } from '../../../../src/adapters/place/slack/slack-place.ts';
import { createSlackPlace } from '../../../../src/adapters/place/slack/slack-place.ts';
import { PlaceName, RolloutId } from '../../../../src/core/ids.ts';
import type { Place } from '../../../../src/ports/place.ts';
import { aLog } from '../../../builders/log.ts';
import { botToken, openSlackDouble, type SlackDouble } from '../../../doubles/slack/slack.ts';
import type { StoredMessage } from '../../../doubles/slack/state.ts';
import { memoryPosts } from '../memory-posts.ts';

export const channel = 'C0DEPLOYS';
export const rollout = RolloutId.parse('r-0123456789');
export const name = PlaceName.parse('slack');
export const cardKey = `card/${rollout}/${name}`;

const users: Readonly<Record<string, string>> = { ada: 'U0ADA', jonas: 'U0JONAS' };

/** A Slack place over the double, with a clock that the test moves. */
export interface OnSlack extends AsyncDisposable {
  readonly slack: SlackDouble;
  readonly place: Place;
  readonly posts: ReturnType<typeof memoryPosts>;
  readonly log: ReturnType<typeof aLog>;
  /** The same place in another process that knows nothing but the store. */
  another(): Place;
  later(millis: number): void;
  /** Messages of a channel that stand in no thread. */
  shown(channel?: string): readonly StoredMessage[];
  /** Replies in the thread of the first message of the channel. */
  thread(): readonly StoredMessage[];
  /** How often a method was called. */
  calls(method: string): number;
}

export async function onSlack(changes: Partial<SlackPlaceOptions> = {}): Promise<OnSlack> {
  let now = 1_800_000_000_000;
  const clock = () => now;
  const slack = await openSlackDouble({ clock });
  const posts = memoryPosts();
  const log = aLog();
  const turns = { post: async () => {}, edit: async () => {} };
  const userOf = (person: string) => users[person] ?? null;
  const options = { name, channel, token: botToken, apiUrl: slack.apiUrl, posts, userOf, clock, log, turns };
  const another = () => createSlackPlace({ ...options, ...changes });
  const all = (where: string) => [...slack.state.messages.values()].filter((one) => one.channel === where);
  return {
    slack,
    place: another(),
    posts,
    log,
    another,
    later: (millis) => {
      now += millis;
    },
    shown: (where = channel) => all(where).filter(({ thread }) => thread === null),
    thread: () => {
      const [first] = all(channel).filter(({ thread }) => thread === null);
      return all(channel).filter(({ thread }) => thread !== null && thread === first?.ts);
    },
    calls: (method) => slack.state.calls.filter((call) => call.method === method).length,
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}
