import { nearest } from '../nearest.ts';
import { quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { KnownSlot } from './signal.ts';

/** @returns the slot that a stranger names, or what there is instead */
export function findKnownSlot(
  slots: readonly KnownSlot[],
  service: string,
  environment: string,
): KnownSlot | Refusal {
  const ofService = slots.filter((slot) => slot.service === service);
  const found = ofService.find((slot) => slot.environment === environment);
  if (found !== undefined) return found;
  if (ofService.length > 0) {
    const known = ofService.map((slot) => slot.environment as string);
    const sentence = `${service} does not run in the environment ${quoted(environment)}. ${knownNames(environment, known, 'It runs in')}`;
    return refuse('no-such-environment', sentence);
  }
  const known = [...new Set(slots.map((slot) => slot.service as string))];
  return refuse(
    'no-such-service',
    `There is no service ${quoted(service)}. ${knownNames(service, known, 'There are')}`,
  );
}

/** `Did you mean shop? There are: shop, cart.` */
export function knownNames(word: string, known: readonly string[], label: string): string {
  const near = nearest(word, known);
  const list = `${label}: ${known.join(', ')}.`;
  return near === null ? list : `Did you mean ${near}? ${list}`;
}
