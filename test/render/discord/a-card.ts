import type { Card } from '../../../src/core/card/card.ts';
import { exampleCard } from '../../handlers/cli/example-card.ts';

/** A canary at 5 % that is observed; nobody has been asked for anything. */
export function aCard(changes: Partial<Record<keyof Card, unknown>> = {}): Card {
  return exampleCard({ source: null, origin: null, decisions: [], ...changes });
}
