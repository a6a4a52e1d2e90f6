import { setTimeout as sleep } from 'node:timers/promises';
import { takeFirstResponse } from './first-response.ts';
import type { Gateway } from './gateway.ts';
import type { Signing } from './signing.ts';
import type { DiscordState, Interaction } from './state.ts';

/** How Discord brings an interaction to the application: by the gateway, or by a signed request to this address. */
export type Via = 'gateway' | { readonly url: string };

export interface Delivered {
  readonly interaction: Interaction;
  /** Until the first response had come; null when none came in time. Real milliseconds. */
  readonly millis: number | null;
  /** Over HTTP: what was answered. */
  readonly http: { readonly status: number; readonly body: unknown } | null;
}

export interface Delivery {
  deliver(interaction: Interaction, via: Via): Promise<Delivered>;
  /** A signed request with any body and with headers bent as a test likes. */
  post(
    url: string,
    body: string,
    bend?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: unknown }>;
  answered(interaction: Interaction, taken: boolean): void;
}

export function createDelivery(
  state: DiscordState,
  gateway: () => Gateway,
  signing: Signing,
  patience: number,
): Delivery {
  const waiting = new Map<string, (taken: boolean) => void>();

  async function overGateway(interaction: Interaction): Promise<Delivered> {
    const began = performance.now();
    const heard = new Promise<number | null>((resolve) => {
      waiting.set(interaction.id, (taken) => resolve(taken ? performance.now() - began : null));
    });
    gateway().dispatch('INTERACTION_CREATE', interaction.payload);
    const given = new AbortController();
    const late = sleep(patience, null, { signal: given.signal, ref: false }).catch(() => null);
    const millis = await Promise.race([heard, late]);
    given.abort();
    waiting.delete(interaction.id);
    return { interaction, millis, http: null };
  }

  async function post(url: string, body: string, bend: Readonly<Record<string, string>> = {}) {
    const headers = { 'content-type': 'application/json', ...signing.headers(body, state.clock()), ...bend };
    const response = await fetch(url, { method: 'POST', headers, body });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  }

  async function overHttp(interaction: Interaction, url: string): Promise<Delivered> {
    const began = performance.now();
    const http = await post(url, JSON.stringify(interaction.payload));
    const millis = performance.now() - began;
    if (http.status !== 200) return { interaction, millis: null, http };
    const refused = takeFirstResponse(state, interaction, http.body, []);
    return { interaction, millis: refused === null ? millis : null, http };
  }

  return {
    deliver: (interaction, via) =>
      via === 'gateway' ? overGateway(interaction) : overHttp(interaction, via.url),
    post,
    answered: ({ id }, taken) => waiting.get(id)?.(taken),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
