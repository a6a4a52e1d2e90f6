import { EnvironmentName, RolloutId, ServiceName, VersionName } from '../ids.ts';
import { parseDuration } from '../time.ts';
import type { ArgumentKind, ArgumentSpec, FlagSpec } from './spec.ts';

interface Form {
  readonly accepts: (value: string) => boolean;
  readonly is: string;
  readonly form: string;
}

const names = 'letters, digits, dots, dashes and underscores, at most 63, beginning with a letter or a digit';

const forms: Readonly<Record<ArgumentKind, Form>> = {
  service: { accepts: (value) => ServiceName.safeParse(value).success, is: 'service name', form: names },
  environment: {
    accepts: (value) => EnvironmentName.safeParse(value).success,
    is: 'environment name',
    form: names,
  },
  target: {
    accepts: (value) => ServiceName.safeParse(value).success,
    is: 'service name or rollout id',
    form: names,
  },
  version: {
    accepts: (value) => VersionName.safeParse(value).success,
    is: 'version',
    form: 'a tag, an image reference or a commit SHA, beginning with a letter or a digit',
  },
  rollout: {
    accepts: (value) => RolloutId.safeParse(value).success,
    is: 'rollout id',
    form: '`r-` and ten characters, as `status` shows them',
  },
  person: {
    accepts: (value) => /^[^\s-]\S{0,99}$/u.test(value),
    is: 'person',
    form: 'one word that does not begin with a dash',
  },
  text: { accepts: (value) => value.trim() !== '', is: 'text', form: 'at least one character' },
};

/** @returns why the value cannot stand there, as a sentence without the usage; null when it can */
export function valueProblem(arg: ArgumentSpec, value: string): string | null {
  const { accepts, is, form } = forms[arg.kind];
  if (accepts(value)) return null;
  if (value.trim() === '') return `\`${arg.name}\` is empty.`;
  if (value.startsWith('-')) return `\`${shown(value)}\` looks like a flag and is no ${is}.`;
  return `\`${shown(value)}\` is no ${is} (${form}).`;
}

export function flagValueProblem(flag: FlagSpec, value: string): string | null {
  if (value.trim() === '') return `\`--${flag.name}\` needs a value.`;
  if (flag.value === 'duration' && parseDuration(value) === null) {
    return `\`${shown(value)}\` is no duration for \`--${flag.name}\`; write it like \`90s\`, \`5m\` or \`1h30m\`.`;
  }
  return null;
}

/** What was typed, short enough for a sentence and unable to end the backticks around it. */
export function shown(value: string): string {
  const oneLine = value.replaceAll('`', "'").replaceAll(/\s+/gu, ' ');
  return oneLine.length > 60 ? `${oneLine.slice(0, 59)}…` : oneLine;
}
