import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from './generated-docs.ts';

/** Writes the documents that are made from the code. `test/docs/in-step.test.ts` fails when this was forgotten. */
for (const { file, text } of await generatedDocs()) {
  writeFileSync(join(import.meta.dirname, '..', file), text);
  console.log(`Wrote ${file}.`);
}
