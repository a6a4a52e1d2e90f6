import { actionQuestion } from '../../src/core/card/action-question.ts';
import { deployForm } from '../../src/render/slack/deploy-form.ts';
import { lineMessage } from '../../src/render/slack/line.ts';
import { reasonForm } from '../../src/render/slack/reason-form.ts';
import { whisper } from './answer.ts';
import { answerUrl } from './answer-url.ts';
import { clickedTitle } from './clicked-title.ts';
import type { ActionBody } from './read-action.ts';
import type { CommandBody } from './read-command.ts';
import { type Metadata, writeMetadata } from './read-form.ts';
import type { SlackParts } from './slack-parts.ts';

interface Opening {
  readonly trigger: string;
  readonly user: string;
  readonly metadata: Metadata;
  /** What to type when Slack shows no form. */
  readonly instead: string;
}

/** Asks why before the command of a button is sent. A trigger lives for three seconds, so nothing comes before. */
export async function openReasonForm(parts: SlackParts, body: ActionBody, command: string): Promise<void> {
  const metadata: Metadata = {
    command,
    channel: body.channel?.id ?? null,
    thread: body.container.thread_ts ?? null,
    url: body.response_url ?? null,
    fromHome: body.view?.type === 'home',
  };
  const label = body.actions[0]?.text?.text ?? 'Why?';
  const about = actionQuestion(label, clickedTitle(body), command);
  const opening = { trigger: body.trigger_id, user: body.user.id, metadata, instead: `${command} "why"` };
  await open(parts, opening, reasonForm({ label, about, metadata: writeMetadata(metadata) }));
}

/** The form to start a rollout: by `/belay deploy` alone, or from the app's page. */
export async function openDeployForm(
  parts: SlackParts,
  from: { readonly command: CommandBody } | { readonly action: ActionBody },
): Promise<void> {
  const metadata = 'command' in from ? ofCommand(from.command) : ofAction(from.action);
  const { trigger, user } =
    'command' in from
      ? { trigger: from.command.trigger_id, user: from.command.user_id }
      : { trigger: from.action.trigger_id, user: from.action.user.id };
  const { services, environments } = parts.config;
  const form = deployForm({
    services,
    environments: environments.map(({ name }) => name),
    chosen: {},
    metadata: writeMetadata(metadata),
  });
  await open(parts, { trigger, user, metadata, instead: 'deploy SERVICE VERSION to ENVIRONMENT' }, form);
}

function ofCommand({ channel_id, response_url }: CommandBody): Metadata {
  return { command: '', channel: channel_id, thread: null, url: response_url, fromHome: false };
}

function ofAction({ channel, container, response_url, view }: ActionBody): Metadata {
  return {
    command: '',
    channel: channel?.id ?? null,
    thread: container.thread_ts ?? null,
    url: response_url ?? null,
    fromHome: view?.type === 'home',
  };
}

async function open(
  parts: SlackParts,
  { trigger, user, metadata, instead }: Opening,
  view: ReturnType<typeof reasonForm>,
): Promise<void> {
  try {
    await parts.client.views.open({ trigger_id: trigger, view });
  } catch (error) {
    parts.log.warn({ err: error }, 'a form could not be opened');
    await sayInstead(parts, { user, metadata, instead }).catch((failed: unknown) =>
      parts.log.warn({ err: failed }, 'nobody could be told that a form could not be opened'),
    );
  }
}

/** A rollback must not hang on a form: whoever wanted it is told what to type. */
async function sayInstead(
  parts: SlackParts,
  { user, metadata, instead }: Omit<Opening, 'trigger'>,
): Promise<void> {
  const message = lineMessage(
    `Slack did not show the form in time, so nothing was done. Press the button again, or type: /belay ${instead}`,
  );
  if (metadata.url !== null && (await answerUrl(metadata.url, message, metadata.thread))) return;
  await whisper(parts, { user, channel: metadata.channel, thread: metadata.thread }, message);
}
