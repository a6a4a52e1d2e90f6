import { z } from 'zod';
import { type ApiError, apiError, type FormIssue, formIssue, formIssues, invalidForm } from '../api-error.ts';

const commandName = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u)
  .refine((name) => name === name.toLowerCase(), {
    message: 'Command name is invalid',
    params: { code: 'APPLICATION_COMMAND_INVALID_NAME' },
  });

const Choice = z.object({
  name: z.string().min(1).max(100),
  value: z.union([z.string().max(100), z.number()]),
});

const common = {
  name: commandName,
  description: z.string().min(1).max(100),
  required: z.boolean().optional(),
};

const Value = z
  .object({
    ...common,
    type: z.literal([3, 4, 5, 6, 7, 8, 9, 10, 11]),
    choices: z.array(Choice).max(25).optional(),
    autocomplete: z.boolean().optional(),
    min_length: z.number().int().min(0).max(6000).optional(),
    max_length: z.number().int().min(1).max(6000).optional(),
  })
  .refine(({ choices, autocomplete }) => choices === undefined || autocomplete !== true, {
    message: 'Choices and autocomplete exclude each other',
    params: { code: 'APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES' },
  });

const Sub = z.object({ ...common, type: z.literal(1), options: z.array(Value).max(25).optional() });
const Group = z.object({ ...common, type: z.literal(2), options: z.array(Sub).max(25).optional() });

export const CommandBody = z.object({
  name: commandName,
  description: z.string().max(100),
  type: z.number().int().optional(),
  options: z
    .array(z.discriminatedUnion('type', [Value, Sub, Group]))
    .max(25)
    .optional(),
  default_member_permissions: z.string().nullish(),
  contexts: z.array(z.number()).nullish(),
  integration_types: z.array(z.number()).nullish(),
  nsfw: z.boolean().optional(),
  dm_permission: z.boolean().nullish(),
});
export type CommandBody = z.infer<typeof CommandBody>;

export interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
  readonly min_length?: number;
  readonly max_length?: number;
  readonly options?: readonly CommandOption[];
}

/** @returns the commands of a bulk overwrite as Discord would keep them */
export function checkCommands(raw: unknown): readonly CommandBody[] | ApiError {
  const list = z.array(z.unknown()).safeParse(raw);
  if (!list.success) return invalidForm(formIssues(list.error));
  if (list.data.length > 100)
    return apiError(400, 30032, 'Maximum number of application commands reached (100).');
  const parsed = z.array(CommandBody).safeParse(raw);
  if (!parsed.success) return invalidForm(formIssues(parsed.error));
  const issues = parsed.data.flatMap((command, at) => commandIssues(command, at));
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    issues.push(
      formIssue([], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique'),
    );
  }
  return issues.length > 0 ? invalidForm(issues) : parsed.data;
}

function commandIssues(command: CommandBody, at: number): FormIssue[] {
  const issues: FormIssue[] = [];
  const options: readonly CommandOption[] = (command.options ?? []) as readonly CommandOption[];
  if (sizeOf(command.name, command.description, options) > 8000) {
    issues.push(formIssue([at], 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)'));
  }
  issues.push(...optionIssues(options, [at, 'options']));
  return issues;
}

function optionIssues(options: readonly CommandOption[], path: readonly (string | number)[]): FormIssue[] {
  const issues: FormIssue[] = [];
  const names = options.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    issues.push(
      formIssue(path, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option names must be unique'),
    );
  }
  const optional = options.findIndex(({ type, required }) => type > 2 && required !== true);
  if (optional !== -1 && options.slice(optional).some(({ required }) => required === true)) {
    issues.push(
      formIssue(
        path,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      ),
    );
  }
  const nested = options.filter(({ type }) => type <= 2).length;
  if (nested > 0 && nested < options.length) {
    issues.push(
      formIssue(
        path,
        'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        'Sub-command and sub-command group option types are mutually exclusive to all other types',
      ),
    );
  }
  return [
    ...issues,
    ...options.flatMap((one, at) => optionIssues(one.options ?? [], [...path, at, 'options'])),
  ];
}

/** Names, descriptions and choice values, as Discord counts. */
function sizeOf(name: string, description: string, options: readonly CommandOption[]): number {
  const choices = (option: CommandOption) =>
    (option.choices ?? []).reduce((sum, choice) => sum + choice.name.length + String(choice.value).length, 0);
  return options.reduce(
    (sum, one) => sum + sizeOf(one.name, one.description, one.options ?? []) + choices(one),
    name.length + description.length,
  );
}
