import { type ApiError, apiError, unknown } from '../api-error.ts';
import { type Call, ok, type Result, type Route } from '../route.ts';
import { checkCommands } from '../rules/command.ts';
import type { RegisteredCommand } from '../state.ts';
import { commandView } from '../views.ts';

const createsADay = 200;

export const commandRoutes: readonly Route[] = [
  { method: 'GET', path: '/applications/:application/guilds/:guild/commands', auth: 'bot', run: list },
  { method: 'PUT', path: '/applications/:application/guilds/:guild/commands', auth: 'bot', run: overwrite },
  { method: 'GET', path: '/applications/:application/commands', auth: 'bot', run: list },
  { method: 'PUT', path: '/applications/:application/commands', auth: 'bot', run: overwrite },
];

function list(call: Call): Result | ApiError {
  const refused = refuseScope(call);
  if (refused !== null) return refused;
  return ok(shown(call, call.state.commands.get(call.params['guild'] ?? '') ?? []));
}

/** The bulk overwrite: what has the name of a known one replaces it, what is new counts against the day. */
function overwrite(call: Call): Result | ApiError {
  const refused = refuseScope(call);
  if (refused !== null) return refused;
  const { state, params, json } = call;
  const checked = checkCommands(json);
  if ('kind' in checked) return checked;
  const known = state.commands.get(params['guild'] ?? '') ?? [];
  const created = checked.filter(({ name }) => !known.some((one) => one.name === name)).length;
  if (state.commandCreations + created > createsADay) {
    return apiError(400, 30034, 'Max number of daily application command creates has been reached (200)');
  }
  state.commandCreations += created;
  const commands = checked.map((command): RegisteredCommand => {
    const id = known.find(({ name }) => name === command.name)?.id ?? state.newId();
    return { ...command, id, version: state.newId() };
  });
  state.commands.set(params['guild'] ?? '', commands);
  return ok(shown(call, commands));
}

function refuseScope({ state, params }: Call): ApiError | null {
  if (params['application'] !== state.application.id) return unknown.application();
  const { guild: id } = params;
  if (id === undefined) return null;
  const guild = state.guilds.get(id);
  if (guild?.commandsAllowed === true && guild.members.has(state.bot.id)) return null;
  return apiError(403, 50001, 'Missing Access');
}

function shown({ state, params }: Call, commands: readonly RegisteredCommand[]) {
  return commands.map((one) => commandView(state, params['guild'] ?? '', one));
}
