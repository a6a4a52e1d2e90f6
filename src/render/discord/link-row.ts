import type { APIActionRowComponent, APIButtonComponentWithURL } from 'discord.js';

/** A button that opens an address and tells Belay nothing. */
export function linkRow(label: string, url: string): APIActionRowComponent<APIButtonComponentWithURL> {
  return { type: 1, components: [{ type: 2, style: 5, label, url }] };
}
