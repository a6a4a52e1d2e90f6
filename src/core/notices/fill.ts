import { plainLine } from '../prose.ts';

/** What a template can ask for. `feature` is what the person who drafts it says with `--about`. */
export const noticeVariables = [
  'service',
  'services',
  'version',
  'previous',
  'environment',
  'start',
  'end',
  'date',
  'time',
  'duration',
  'status',
  'feature',
] as const;
export type NoticeVariable = (typeof noticeVariables)[number];
export type NoticeValues = Readonly<Record<NoticeVariable, string>>;

const slot = /\{([^{}]*)\}/g;

export function isVariable(name: string): name is NoticeVariable {
  return (noticeVariables as readonly string[]).includes(name);
}

/** Every `{…}` of a template, in its order. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(slot)].map(([, name = '']) => name);
}

/** Values are single lines of plain text and are not looked into again; renderers escape them for their place. */
export function fillIn(text: string, values: NoticeValues): string {
  return text.replace(slot, (whole, name: string) => (isVariable(name) ? plainLine(values[name]) : whole));
}
