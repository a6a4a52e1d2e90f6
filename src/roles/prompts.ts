import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/failure.ts';
import { checkPrompts, type Prompts } from '../drafting/prompts.ts';

const ownFolder = fileURLToPath(new URL('../../prompts', import.meta.url));

/** The prompts of this version of Belay, read once at the start. @throws Failure config-invalid, with file and line */
export function loadPrompts(folder: string = ownFolder): Prompts {
  const checked = checkPrompts(...read(folder));
  if (checked.kind === 'prompts') return checked.prompts;
  const lines = checked.sentences.join('\n');
  throw new Failure('config-invalid', `Belay did not start: its prompts are not right.\n${lines}`, {
    retryable: false,
  });
}

function read(folder: string): Parameters<typeof checkPrompts> {
  try {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .toSorted();
    const files = names.map((name) => ({
      file: `prompts/${name}`,
      text: readFileSync(join(folder, name), 'utf8'),
    }));
    return [files, readFileSync(join(folder, 'shared', 'rules.md'), 'utf8')];
  } catch (cause) {
    const sentence = `Belay did not start: its prompts in ${folder} cannot be read. Install Belay again.`;
    throw new Failure('config-invalid', sentence, { retryable: false, cause });
  }
}
