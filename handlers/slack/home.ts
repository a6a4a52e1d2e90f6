import { speakerByAccount } from '../../src/config/find-speaker.ts';
import { refuseAccess, type Speaker } from '../../src/core/access/access.ts';
import type { Card } from '../../src/core/card/card.ts';
import { EnvironmentName } from '../../src/core/ids.ts';
import type { RolloutRow } from '../../src/ports/store.ts';
import { type Home, homeView } from '../../src/render/slack/home.ts';
import type { SlackDelivery } from './delivery.ts';
import type { SlackParts } from './slack-parts.ts';
import { accountOf } from './stranger.ts';

/** So many of the newest rollouts are looked through, and so many of them are shown. */
const looked = 500;
const shown = 40;

type Who = Pick<SlackDelivery, 'team' | 'user'>;

/** Shows somebody what waits for them and what is under way. Never throws: a page can be opened again. */
export async function publishHome(parts: SlackParts, who: Who): Promise<void> {
  try {
    const view = homeView(await homeOf(parts, who));
    await parts.client.views.publish({ user_id: who.user, view });
  } catch (error) {
    parts.log.warn({ err: error, user: who.user }, 'a home page could not be shown');
  }
}

async function homeOf(parts: SlackParts, who: Who): Promise<Home> {
  const { config, access, store } = parts;
  const account = accountOf(who);
  const found = speakerByAccount(config, 'slack', account);
  if (found === null) return { person: null, account, waiting: [], live: [] };
  const speaker = await parts.asReader(found);
  const rows = (await store.recent({}, looked)).filter((row) => row.open && maySee(parts, speaker, row));
  const asking = await cardsOf(parts, speaker, rows.filter(({ phase }) => phase === 'waiting').slice(0, 50));
  const { name, roles } = speaker;
  return {
    person: { name, roles, mayDeploy: refuseAccess(access, speaker, 'deploy', null) === null },
    account,
    waiting: asking.filter((card) => card.approval?.eligible.some(({ person }) => person === speaker.person)),
    live: await cardsOf(parts, speaker, rows.slice(0, shown)),
  };
}

function maySee({ access }: SlackParts, speaker: Speaker, { environment }: RolloutRow): boolean {
  return refuseAccess(access, speaker, 'status', environment) === null;
}

async function cardsOf(
  parts: SlackParts,
  speaker: Speaker,
  rows: readonly RolloutRow[],
): Promise<readonly Card[]> {
  const loaded = await Promise.all(rows.map(({ id }) => parts.ledger.load(id)));
  return loaded.flatMap((rollout) =>
    rollout === null ? [] : [forReader(parts, speaker, parts.cards(rollout, parts.clock()))],
  );
}

/** Only the buttons that this person may press. */
function forReader({ access }: SlackParts, speaker: Speaker, card: Card): Card {
  const environment = EnvironmentName.parse(card.environment);
  return {
    ...card,
    actions: card.actions.filter(({ verb }) => refuseAccess(access, speaker, verb, environment) === null),
  };
}
