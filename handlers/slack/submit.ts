import { compilePlan } from '../../src/config/compile.ts';
import { versionsOf } from '../../src/config/config.ts';
import {
  type DeployAnswer,
  deployFields,
  deployFormId,
  readDeployForm,
} from '../../src/render/slack/deploy-form.ts';
import { shortened } from '../../src/render/slack/escape.ts';
import { unticked } from '../../src/render/slack/prose.ts';
import { reasonFormId } from '../../src/render/slack/reason-form.ts';
import type { Heard } from './delivery.ts';
import { type FormBody, readDeploy, readReason } from './read-form.ts';
import type { SlackParts } from './slack-parts.ts';

/** What to do with a form: say what is wrong in it, or take it. */
export type Submitted =
  | { readonly kind: 'mistakes'; readonly mistakes: Readonly<Record<string, string>> }
  | { readonly kind: 'taken'; readonly heard: Heard | null; readonly waits: boolean };

/** From what is known here alone: Slack waits for it. */
export function submitted({ config }: Pick<SlackParts, 'config'>, body: FormBody): Submitted {
  switch (body.view.callback_id) {
    case reasonFormId:
      return { kind: 'taken', heard: readReason(body), waits: false };
    case deployFormId: {
      const read = readDeployForm(body.view.state.values);
      if ('mistakes' in read) return { kind: 'mistakes', mistakes: read.mistakes };
      const mistakes = unknownNames(config, read.answer);
      if (Object.keys(mistakes).length > 0) return { kind: 'mistakes', mistakes };
      return { kind: 'taken', heard: readDeploy(body, read.answer), waits: true };
    }
    default:
      return { kind: 'taken', heard: null, waits: false };
  }
}

/** What Slack offered is a suggestion: belay.yml may have changed, and anybody can send anything. */
function unknownNames(
  config: SlackParts['config'],
  { service, environment, version, field }: DeployAnswer,
): Readonly<Record<string, string>> {
  if (!config.services.some((one) => one === service)) {
    return { [deployFields.service]: 'There is no such service in belay.yml.' };
  }
  const slots = config.slots.filter((slot) => slot.service === service);
  if (!slots.some((slot) => slot.environment === environment)) {
    const places = slots.map((slot) => slot.environment).join(', ');
    return { [deployFields.environment]: `${service} is not released there. It is in: ${places}.` };
  }
  const compiled = compilePlan(config, { service, environment, version });
  if (compiled.kind !== 'refused') return {};
  // Slack shows what stands at a field as it is, and a form that was replaced would have to be filled in again.
  return { [field]: shortened(unticked(compiled.sentence), 1000) };
}

/** Versions that belay.yml knows of the chosen service, the newest first; those that hold what was typed. */
export function suggestVersions(
  { config }: Pick<SlackParts, 'config'>,
  service: string | null,
  typed: string,
): readonly string[] {
  const slots = config.slots.filter((slot) => service === null || slot.service === service);
  const known = [...new Set(slots.flatMap((slot) => versionsOf(config, slot)))].toReversed();
  const wanted = typed.trim().toLowerCase();
  return known.filter((version) => version.toLowerCase().includes(wanted)).slice(0, 100);
}
