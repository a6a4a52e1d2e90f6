import { type REST, Routes } from 'discord.js';
import { z } from 'zod';

/** What of a command people see, in one form: Discord adds ids and leaves out what is false or empty. */
interface Shown {
  readonly name: string;
  readonly description: string;
  readonly type: number;
  readonly required: boolean;
  readonly autocomplete: boolean;
  readonly options: readonly Shown[];
}

const Shown: z.ZodType<Shown> = z.lazy(() =>
  z.object({
    name: z.string(),
    description: z.string(),
    type: z.number().default(1),
    required: z.boolean().default(false),
    autocomplete: z.boolean().default(false),
    options: z.array(Shown).default([]),
  }),
);

const Application = z.object({ id: z.string() });

/**
 * Registers the commands in the guild unless exactly these are registered: Discord allows 200 new ones a day.
 * @returns whether anything had to be changed
 */
export async function registerCommands(
  rest: REST,
  guild: string,
  commands: readonly object[],
): Promise<boolean> {
  const { id } = Application.parse(await rest.get(Routes.currentApplication()));
  const route = Routes.applicationGuildCommands(id, guild);
  const registered = z.array(Shown).safeParse(await rest.get(route));
  const wanted = z.array(Shown).parse(commands);
  if (registered.success && JSON.stringify(registered.data) === JSON.stringify(wanted)) return false;
  await rest.put(route, { body: commands });
  return true;
}
