import type { App } from '@slack/bolt';
import { z } from 'zod';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import { findCommand } from '../../src/core/command/parse.ts';
import { waitingView } from '../../src/render/slack/answer-view.ts';
import { actionIds } from '../../src/render/slack/buttons.ts';
import { deployFields, versionOptions } from '../../src/render/slack/deploy-form.ts';
import { FormValues, fieldOf } from '../../src/render/slack/form-values.ts';
import type { Heard, SlackDelivery } from './delivery.ts';
import { openDeployForm, openReasonForm } from './forms.ts';
import { publishHome } from './home.ts';
import { ActionBody, readAction, teamOf } from './read-action.ts';
import { CommandBody, commandText, readCommand } from './read-command.ts';
import { FormBody } from './read-form.ts';
import { HomeBody, MentionBody, readMention } from './read-mention.ts';
import type { SlackParts } from './slack-parts.ts';
import { accountOf } from './stranger.ts';
import { submitted, suggestVersions } from './submit.ts';

/**
 * What Belay listens to. Every listener acknowledges before anything else, because Slack waits three seconds and not
 * longer; what is to be done is kept and worked afterwards.
 */
export function listen(app: App, parts: SlackParts): void {
  app.command(/.*/, async ({ ack, body }) => {
    await acknowledge(parts, ack());
    await onCommand(parts, body);
  });
  app.action(/.*/, async ({ ack, body }) => {
    await acknowledge(parts, ack());
    await onAction(parts, body);
  });
  app.options(/.*/, async ({ ack, body }) => {
    await acknowledge(parts, ack({ options: [...versionOptions(onSuggestion(parts, body))] }));
  });
  app.view(/.*/, async ({ ack, body }) => {
    const read = FormBody.safeParse(body);
    const form = read.success ? submitted(parts, read.data) : null;
    if (form?.kind === 'mistakes') {
      await acknowledge(parts, ack({ response_action: 'errors', errors: { ...form.mistakes } }));
      return;
    }
    const wait = form?.waits === true;
    await acknowledge(parts, wait ? ack({ response_action: 'update', view: waitingView() }) : ack());
    if (form !== null && form.heard !== null) await take(parts, form.heard);
  });
  // Bolt acknowledges events by itself, before it calls these.
  app.event('app_mention', async ({ body }) => {
    const read = MentionBody.safeParse(body);
    const heard = read.success ? readMention(read.data) : null;
    if (heard !== null) await take(parts, heard);
  });
  app.event('app_home_opened', async ({ body }) => {
    const read = HomeBody.safeParse(body);
    if (!read.success || read.data.event.tab !== 'home' || read.data.team_id !== parts.place.team) return;
    await publishHome(parts, { team: read.data.team_id, user: read.data.event.user });
  });
}

/** A connection that broke in the middle of an answer: what was asked is done nevertheless. */
async function acknowledge({ log }: SlackParts, ack: Promise<void>): Promise<void> {
  await ack.catch((error: unknown) => log.warn({ err: error }, 'Slack could not be told that it was heard'));
}

async function take({ place, hear, log }: SlackParts, { key, delivery }: Heard): Promise<void> {
  if (delivery.team !== place.team) {
    log.warn({ team: delivery.team, place: place.name }, 'refused: another workspace');
    return;
  }
  await hear({ place: place.name, key, payload: delivery }, delivery.text);
}

async function onCommand(parts: SlackParts, body: unknown): Promise<void> {
  const read = CommandBody.safeParse(body);
  if (!read.success) return;
  const text = commandText(read.data);
  const bare = !/\s/.test(text) && findCommand(text, parts.specs)?.name === 'deploy';
  const heard = readCommand(read.data);
  if (bare && isKnown(parts, heard.delivery)) await openDeployForm(parts, { command: read.data });
  else await take(parts, heard);
}

async function onAction(parts: SlackParts, body: unknown): Promise<void> {
  const read = ActionBody.safeParse(body);
  if (!read.success) return;
  const [action] = read.data.actions;
  if (action === undefined) return;
  const { action_id: id, value } = action;
  const heard = readAction(read.data, value ?? '');
  const form = id === actionIds.openDeploy || id.startsWith(actionIds.reason);
  if (form && isKnown(parts, heard.delivery)) {
    if (id === actionIds.openDeploy) await openDeployForm(parts, { action: read.data });
    else if (value !== undefined) await openReasonForm(parts, read.data, value);
  } else if (form || (id.startsWith(actionIds.command) && value !== undefined)) {
    await take(parts, heard);
  }
}

/** No form for strangers: they hear at once that they are none. */
function isKnown({ place, config }: SlackParts, who: Pick<SlackDelivery, 'team' | 'user'>): boolean {
  return who.team === place.team && speakerByAccount(config, 'slack', accountOf(who)) !== null;
}

const SuggestionBody = z.object({
  team: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  value: z.string(),
  view: z.looseObject({ state: z.object({ values: FormValues }).optional() }).optional(),
});

function onSuggestion(parts: SlackParts, body: unknown): readonly string[] {
  const read = SuggestionBody.safeParse(body);
  if (!read.success) return [];
  const { value, view, user } = read.data;
  if (!isKnown(parts, { team: teamOf(read.data), user: user.id })) return [];
  const values = view?.state?.values;
  return suggestVersions(parts, values === undefined ? null : fieldOf(values, deployFields.service), value);
}
