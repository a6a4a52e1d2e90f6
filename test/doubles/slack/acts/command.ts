import { type Delivered, deliverHttp, deliverSocket } from '../deliver.ts';
import { type Actor, type By, newResponseUrl, newTrigger } from './actor.ts';

export interface SlashCommand extends By {
  readonly command?: string;
  readonly text: string;
  readonly channel?: string;
  /** The same trigger again is the same delivery again. */
  readonly triggerId?: string;
}

/** Somebody types a slash command. */
export function typeCommand(actor: Actor, said: SlashCommand): Promise<Delivered> {
  const { state, clock } = actor.context;
  const channel = said.channel ?? 'C0DEPLOYS';
  const payload = {
    token: 'legacy',
    team_id: said.team ?? state.team,
    team_domain: 'shop',
    channel_id: channel,
    channel_name: state.channels.get(channel)?.name ?? 'directmessage',
    user_id: said.user,
    user_name: 'lea',
    command: said.command ?? '/belay',
    text: said.text,
    api_app_id: state.app,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(actor, { channel, user: said.user, message: null }),
    trigger_id: said.triggerId ?? newTrigger(actor, said.user),
  };
  const to = actor.destination();
  if (to.kind === 'socket') {
    return deliverSocket(actor.sockets, { type: 'slash_commands', accepts_response_payload: true, payload });
  }
  const body = new URLSearchParams(payload).toString();
  return deliverHttp(to, 'application/x-www-form-urlencoded', body, clock(), said.over);
}
