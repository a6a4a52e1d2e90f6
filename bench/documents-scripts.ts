import { checkScript } from '../src/adapters/script/check-script.ts';
import { benign } from '../test/adapters/script/corpus/benign.ts';
import { dangerous } from '../test/adapters/script/corpus/dangerous.ts';
import type { Figures } from './measure.ts';

const hosts = ['shop.example:443', 'shop.example:80'];

/** Of snippets that people wrote down from public knowledge: how many that could harm are refused, and how many others. */
export async function measureScripts(): Promise<Figures> {
  const missed: string[] = [];
  for (const { name, snippet } of dangerous) {
    if ((await checkScript(snippet, { hosts })).kind === 'allowed') missed.push(name);
  }
  const refused: string[] = [];
  for (const { name, snippet } of benign) {
    if ((await checkScript(snippet, { hosts })).kind === 'refused') refused.push(name);
  }
  return {
    dangerous_blocked: (dangerous.length - missed.length) / dangerous.length,
    dangerous: dangerous.length,
    benign_refused: refused.length / benign.length,
    benign: benign.length,
    missed,
    refused,
  };
}
