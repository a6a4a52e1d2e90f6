import type { InputBlock, ModalView, PlainTextOption, StaticSelect } from '@slack/types';
import { VersionName } from '../../core/ids.ts';
import { plain } from './escape.ts';
import { FormValues, fieldOf } from './form-values.ts';
import { limits } from './limits.ts';

/** How a submitted form is told from others. */
export const deployFormId = 'deploy';

/** The blocks of the form: an answer that says what is wrong names one of them. */
export const deployFields = {
  service: 'service',
  known: 'known-version',
  other: 'other-version',
  environment: 'environment',
  reason: 'reason',
} as const;

export interface DeployForm {
  readonly services: readonly string[];
  readonly environments: readonly string[];
  /** What is chosen when it opens. */
  readonly chosen: { readonly service?: string; readonly environment?: string };
  /** What the handler wants back with the answer; at most 3000 characters. */
  readonly metadata: string;
}

export interface DeployAnswer {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly reason: string | null;
  /** The block that the version stands in. */
  readonly field: typeof deployFields.known | typeof deployFields.other;
}

export function deployForm(form: DeployForm): ModalView {
  return {
    type: 'modal',
    callback_id: deployFormId,
    private_metadata: form.metadata,
    title: plain('Start a rollout', limits.viewTitle),
    submit: plain('Start', limits.viewButton),
    close: plain('Cancel', limits.viewButton),
    blocks: [
      field(deployFields.service, 'Service', choice(form.services, form.chosen.service, 'Which service')),
      ...versionFields,
      field(
        deployFields.environment,
        'Environment',
        choice(form.environments, form.chosen.environment, 'Where'),
      ),
      field(
        deployFields.reason,
        'Reason',
        { type: 'plain_text_input', action_id: 'typed', max_length: 300 },
        true,
      ),
    ],
  };
}

/** A version is chosen or typed. Which ones there are, Slack asks for: it depends on the service. */
const versionFields: readonly InputBlock[] = [
  field(
    deployFields.known,
    'Version',
    {
      type: 'external_select',
      action_id: 'chosen',
      min_query_length: 0,
      placeholder: plain('One that is known', limits.placeholder),
    },
    true,
  ),
  field(
    deployFields.other,
    'or another version',
    {
      type: 'plain_text_input',
      action_id: 'typed',
      max_length: 255,
      placeholder: plain('v2.3.0, an image or a commit', limits.placeholder),
    },
    true,
  ),
];

/** Versions to choose from; one that is too long for a list has to be typed. */
export function versionOptions(versions: readonly string[]): readonly PlainTextOption[] {
  return versions
    .filter((version) => version.length <= limits.optionValue)
    .slice(0, limits.selectOptions)
    .map(option);
}

function field(block: string, label: string, element: InputBlock['element'], optional = false): InputBlock {
  return { type: 'input', block_id: block, label: plain(label, limits.inputLabel), element, optional };
}

/** Options in groups when there are more than one list takes. */
function choice(values: readonly string[], initial: string | undefined, placeholder: string): StaticSelect {
  const options = values.slice(0, limits.selectOptions * limits.selectGroups).map(option);
  const chosen =
    options.find(({ value }) => value === initial) ?? (options.length === 1 ? options[0] : undefined);
  return {
    type: 'static_select',
    action_id: 'chosen',
    placeholder: plain(placeholder, limits.placeholder),
    ...(options.length <= limits.selectOptions ? { options } : { option_groups: groups(options) }),
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

function option(value: string): PlainTextOption {
  return { text: plain(value, limits.optionText), value };
}

function groups(options: readonly PlainTextOption[]) {
  const found: { label: PlainTextOption['text']; options: PlainTextOption[] }[] = [];
  for (let from = 0; from < options.length; from += limits.selectOptions) {
    const page = options.slice(from, from + limits.selectOptions);
    const label = `${page[0]?.text.text ?? ''} … ${page.at(-1)?.text.text ?? ''}`;
    found.push({ label: plain(label, limits.optionText), options: page });
  }
  return found;
}

/**
 * Reads what was submitted. Options are suggestions to Slack, so nothing in it is trusted to be one of them.
 * @returns what to say at which block when something is missing
 */
export function readDeployForm(
  values: unknown,
): { readonly answer: DeployAnswer } | { readonly mistakes: Readonly<Record<string, string>> } {
  const read = FormValues.safeParse(values);
  const found = (block: string) => (read.success ? fieldOf(read.data, block) : null);
  const service = found(deployFields.service);
  const environment = found(deployFields.environment);
  const typed = found(deployFields.other);
  const known = found(deployFields.known);
  const version = typed ?? known;
  const mistakes = {
    ...(service === null ? { [deployFields.service]: 'Choose a service.' } : {}),
    ...(version === null ? { [deployFields.other]: 'Choose a version or type one.' } : {}),
    ...(version !== null && !VersionName.safeParse(version).success
      ? {
          [deployFields.other]:
            'A version begins with a letter or digit and has no spaces, quotes or other signs than . _ + : / @ -',
        }
      : {}),
    // One of them was left from before, and nobody can tell which.
    ...(typed !== null && known !== null
      ? { [deployFields.other]: 'Choose one or type one, not both.' }
      : {}),
    ...(environment === null ? { [deployFields.environment]: 'Choose an environment.' } : {}),
  };
  if (service === null || version === null || environment === null || Object.keys(mistakes).length > 0) {
    return { mistakes };
  }
  const field = typed === null ? deployFields.known : deployFields.other;
  return { answer: { service, version, environment, reason: found(deployFields.reason), field } };
}
