import { type DocumentKind, documentKinds, documentNames } from '../core/documents/kinds.ts';
import { type Prompt, type PromptFile, parsePrompt } from './prompt.ts';

/** One for each kind of document. */
export type Prompts = Readonly<Record<DocumentKind, Prompt>>;

export type CheckedPrompts =
  | { readonly kind: 'prompts'; readonly prompts: Prompts }
  /** Each says its file and line. */
  | { readonly kind: 'mistakes'; readonly sentences: readonly string[] };

/** Every file is right, and each kind of document has exactly one. */
export function checkPrompts(files: readonly PromptFile[], rules: string): CheckedPrompts {
  const parsed = files.map((file) => ({ file: file.file, result: parsePrompt(file, rules) }));
  const broken = parsed.flatMap(({ result }) => (result.kind === 'mistakes' ? result.sentences : []));
  const found = parsed.flatMap(({ file, result }) =>
    result.kind === 'prompt' ? [{ file, prompt: result.prompt }] : [],
  );
  const sentences = [
    ...broken,
    ...documentKinds.flatMap((kind) => {
      const [first, second] = found.filter(({ prompt }) => prompt.document === kind);
      // A broken file may be the one that is missed.
      if (first === undefined)
        return broken.length > 0
          ? []
          : [`prompts/ has no prompt for ${documentNames[kind]} (\`document: ${kind}\`).`];
      if (second === undefined) return [];
      return [`${second.file}:1 is a second prompt for ${documentNames[kind]}; the first is ${first.file}.`];
    }),
    ...found.flatMap(({ file, prompt: { id, document } }) =>
      id === document
        ? []
        : [`${file}:1 has the id \`${id}\`; a prompt has the name of its document, \`${document}\`.`],
    ),
  ];
  if (sentences.length > 0) return { kind: 'mistakes', sentences };
  const prompts = Object.fromEntries(found.map(({ prompt }) => [prompt.document, prompt]));
  return { kind: 'prompts', prompts: prompts as Prompts };
}
