import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { textDigest } from '../core/audit/digest.ts';
import type { Untrusted } from '../core/documents/drafts/draft.ts';
import { DocumentKind, documentNames } from '../core/documents/kinds.ts';
import type { Sha256 } from '../core/ids.ts';
import { listed } from '../core/prose.ts';
import { parseDuration } from '../core/time.ts';
import { type Line, renderBody } from './variables.ts';

const sources = [
  'pull-request-title',
  'pull-request-body',
  'commit-message',
  'changed-files',
  'note',
  'reason',
  'log',
  'question',
  'schema',
] as const satisfies readonly Untrusted['source'][];

const FrontMatter = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.int().positive(),
  document: DocumentKind,
  model_tier: z.enum(['small', 'large']),
  effort: z.enum(['low', 'medium', 'high']),
  /** Above this the service wants to stream, and a draft is never so long. */
  max_tokens: z.int().min(256).max(16_000),
  /** Beginnings of ids of facts that the model is given; `*` is every one. */
  facts: z.array(z.string().regex(/^(\*|[a-z0-9][a-z0-9./-]*)$/)).min(1),
  untrusted: z.array(z.enum(sources)),
  budget_usd: z.number().positive().max(10),
  timeout_ms: z
    .int()
    .min(1000)
    .max(parseDuration('90s') ?? 0),
  fallback: z.literal('template'),
});
type FrontMatter = z.infer<typeof FrontMatter>;

/** What a model is told of one kind of document. */
export interface Prompt extends FrontMatter {
  /** Everything written by us that does not depend on the request. */
  readonly system: string;
  /** Of the file and what it takes in. */
  readonly hash: Sha256;
}

export interface PromptFile {
  /** As people find it: `prompts/incident.md`. */
  readonly file: string;
  readonly text: string;
}

export type ParsedPrompt =
  | { readonly kind: 'prompt'; readonly prompt: Prompt }
  | { readonly kind: 'mistakes'; readonly sentences: readonly string[] };

/** @param rules what holds of every draft, taken in where a prompt says `{{rules}}` */
export function parsePrompt({ file, text }: PromptFile, rules: string): ParsedPrompt {
  const parts = /^---\r?\n(.*?)\r?\n---\r?\n(.*)$/s.exec(text);
  const [, front, body] = parts ?? [];
  if (front === undefined || body === undefined) {
    return mistakes([`${file}:1 begins with a line of \`---\`, its settings and another line of \`---\`.`]);
  }
  const read = readFront(file, front);
  if (read.kind === 'mistakes') return read;
  const { settings } = read;
  const known = {
    document: documentNames[settings.document],
    rules: rules.trim(),
    sources: settings.untrusted.length === 0 ? 'none' : listed(settings.untrusted.map((one) => `\`${one}\``)),
  };
  const bodyStartsAt: Line = front.split('\n').length + 3;
  const rendered = renderBody(body, known, bodyStartsAt);
  if (rendered.kind === 'mistakes') {
    return mistakes(rendered.found.map(({ line, sentence }) => `${file}:${line} ${sentence}`));
  }
  const hash = textDigest(`${text}\n${rules}`);
  return { kind: 'prompt', prompt: { ...settings, system: rendered.text, hash } };
}

type Front = { readonly kind: 'front'; readonly settings: FrontMatter } | Mistakes;
type Mistakes = { readonly kind: 'mistakes'; readonly sentences: readonly string[] };

function readFront(file: string, front: string): Front {
  const counter = new LineCounter();
  const document = parseDocument(front, { lineCounter: counter, uniqueKeys: true });
  // The first line of the file is the one of dashes.
  const lineOf = (offset: number) => counter.linePos(offset).line + 1;
  if (document.errors.length > 0) {
    return mistakes(
      document.errors.map(({ pos, message }) => {
        const [said = ''] = message.split(/ at line|\n/);
        return `${file}:${lineOf(pos[0])} is no YAML: ${said}.`;
      }),
    );
  }
  const keyLines = new Map<string, Line>();
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items) {
      if (isScalar(key)) keyLines.set(String(key.value), lineOf(key.range?.[0] ?? 0));
    }
  }
  const parsed = FrontMatter.safeParse(document.toJS());
  if (parsed.success) return { kind: 'front', settings: parsed.data };
  return mistakes(
    parsed.error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        const fields = listed(Object.keys(FrontMatter.shape));
        return issue.keys.map(
          (key) =>
            `${file}:${keyLines.get(key) ?? 1} has a field \`${key}\` that prompts do not have; they have ${fields}.`,
        );
      }
      const key = String(issue.path[0] ?? '');
      const line = keyLines.get(key);
      if (line === undefined) return [`${file}:1 lacks the field \`${key}\`.`];
      return [`${file}:${line} has a \`${issue.path.join('.')}\` that cannot be: ${issue.message}.`];
    }),
  );
}

function mistakes(sentences: readonly string[]): Mistakes {
  return { kind: 'mistakes', sentences };
}
