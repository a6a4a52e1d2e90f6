import { z } from 'zod';
import { quote } from '../../src/core/command/tokenize.ts';
import type { DeployAnswer } from '../../src/render/slack/deploy-form.ts';
import { readReasonForm } from '../../src/render/slack/reason-form.ts';
import type { Heard } from './delivery.ts';
import { answerTo, teamOf } from './read-action.ts';
import { quotedArgument } from './read-text.ts';

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
  const text = reason === null ? metadata.command : `${metadata.command} ${quotedArgument(reason)}`;
  return heard(body, metadata, text, answerTo(metadata.url ?? undefined));
}

export function readDeploy(body: FormBody, answer: DeployAnswer): Heard | null {
  const metadata = readMetadata(body.view.private_metadata);
  if (metadata === null) return null;
  const { service, version, environment, reason } = answer;
  const why = reason === null ? '' : ` --reason=${quotedArgument(reason)}`;
  const text = `deploy ${quote(service)} ${quote(version)} to ${quote(environment)}${why}`;
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
