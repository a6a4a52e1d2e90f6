import { type Delivered, type Destination, deliverHttp, deliverSocket, type Over } from '../deliver.ts';
import type { Context } from '../method.ts';
import type { Sockets } from '../sockets.ts';

export interface Actor {
  readonly context: Omit<Context, 'rates'>;
  readonly sockets: Sockets;
  readonly destination: () => Destination;
}

/** What every request of a person carries; `team` only when a test wants another one. */
export interface By {
  readonly user: string;
  readonly team?: string;
  /** What they call themselves; anybody may take any name. */
  readonly name?: string;
  readonly over?: Over;
}

export function newTrigger({ context: { state, clock } }: Actor, user: string): string {
  const id = state.next('trigger.');
  state.triggers.set(id, { at: clock(), user, used: false });
  return id;
}

export function newResponseUrl(
  { context: { state, clock, url } }: Actor,
  known: { readonly channel: string; readonly user: string; readonly message: string | null },
): string {
  const id = state.next('response-');
  state.responseUrls.set(id, { ...known, at: clock(), uses: 0 });
  return `${url}/response/${id}`;
}

export function person({ context: { state } }: Actor, { user, team, name = 'lea' }: By): object {
  return { id: user, username: name, name, team_id: team ?? state.team };
}

/** A button, a form or a suggestion: a form field `payload` over HTTP, an envelope over the socket. */
export function interact(actor: Actor, payload: object, over?: Over): Promise<Delivered> {
  const to = actor.destination();
  if (to.kind === 'socket') {
    return deliverSocket(actor.sockets, { type: 'interactive', accepts_response_payload: true, payload });
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return deliverHttp(to, 'application/x-www-form-urlencoded', body, actor.context.clock(), over);
}
