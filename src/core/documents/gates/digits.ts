import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/** A digit of any script however it is dressed up (`⁹`, `½`, `Ⅻ`, `５`, `𝟗`, `5️⃣`), or what makes an amount of its neighbour. */
const amount = /[\p{N}%‰‱٪°×÷±√∞\p{Sc}🔟💯]/u;

export const digits: TextGate = {
  gate: 'digit',
  objection: ({ written }) => {
    const found = amount.exec(written) ?? amount.exec(written.normalize('NFKC'));
    return found === null
      ? null
      : `Numerals and signs of amounts cannot stand in text (${excerpt(around(written, found[0]))}): cite a fact for every number.`;
  },
};

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return at < 0 ? found : text.slice(Math.max(0, at - 15), at + 15);
}
