import type { State } from '../state.ts';

/** The direct message between the bot and a person. @returns its channel */
export function openDirect(state: State, user: string): string {
  const id = `D${user.slice(1)}`;
  if (!state.channels.has(id)) {
    state.channels.set(id, { id, name: 'directmessage', kind: 'direct', member: true, user });
  }
  return id;
}
