import { z } from 'zod';
import { longestCommand } from '../../src/core/command/parse.ts';
import { quoteArgument, withReason } from '../../src/core/command/quote-argument.ts';
import { quote } from '../../src/core/command/tokenize.ts';
import type { DeployAnswer } from '../../src/render/slack/deploy-form.ts';
import { readReasonForm } from '../../src/render/slack/reason-form.ts';
import type { Heard } from './delivery.ts';
import { answerTo, teamOf } from './read-action.ts';

/** A form that was sent. */
export const FormBody = z.object({
  team: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  view: z.object({
    id: z.string(),
    hash: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.unknown() }),
  }),
});
export type FormBody = z.infer<typeof FormBody>;

/** What a form brings back from where it was opened. */
const Metadata = z.object({
  /** The command that is waiting for its reason; empty for other forms. */
  command: z.string(),
  channel: z.string().nullable(),
  thread: z.string().nullable(),
  url: z.url().nullable(),
  fromHome: z.boolean(),
});
export type Metadata = z.infer<typeof Metadata>;

export function writeMetadata(metadata: Metadata): string {
  return JSON.stringify(metadata);
}

function readMetadata(text: string): Metadata | null {
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The command that waited for its reason. @returns null for a form that Belay did not open */
export function readReason(body: FormBody): Heard | null {
  const metadata = readMetadata(body.view.private_metadata);
  if (metadata === null) return null;
  const reason = readReasonForm(body.view.state.values);
  const text = reason === null ? metadata.command : withReason(metadata.command, reason);
  return heard(body, metadata, text, answerTo(metadata.url ?? undefined));
}

export function readDeploy(body: FormBody, answer: DeployAnswer): Heard | null {
  const metadata = readMetadata(body.view.private_metadata);
  if (metadata === null) return null;
  const { service, version, environment, reason } = answer;
  const line = `deploy ${quote(service)} ${quote(version)} to ${quote(environment)}`;
  const flag = ' --reason=';
  const why = quoteArgument(reason ?? '', longestCommand - line.length - flag.length);
  const text = why === null ? line : line + flag + why;
  return heard(body, metadata, text, { kind: 'view', view: body.view.id });
}

function heard(
  body: FormBody,
  { channel, thread, fromHome }: Metadata,
  text: string,
  answer: Heard['delivery']['answer'],
): Heard {
  const { id, hash } = body.view;
  return {
    key: `view/${id}/${hash}`,
    delivery: { team: teamOf(body), user: body.user.id, text, channel, thread, answer, fromHome },
  };
}
