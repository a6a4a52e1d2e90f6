import type { CommandSpec } from '../src/core/command/spec.ts';
import { usageLine } from '../src/core/command/spec.ts';
import { botScopes } from '../src/render/slack/scopes.ts';

const requests = 'https://YOUR-HOST/places/slack';

/** Slack shows no more of a hint. */
const longestHint = 1000;

/** The app as Slack creates it from a manifest: what it is called, hears and may do, and why. */
export function slackManifest(specs: readonly CommandSpec[]): string {
  return `${[
    '# Made from the commands and the scopes that Belay uses; do not edit by hand. How to use it: slack.md.',
    '# For HTTP write your host instead of YOUR-HOST. For Socket Mode set `socket_mode_enabled: true`; the addresses are',
    '# not used then.',
    'display_information:',
    '  name: Belay',
    '  description: Releases software in stages, measures every stage, and takes back what is worse.',
    '  background_color: "#1f2933"',
    'features:',
    ...indented(features(specs)),
    'oauth_config:',
    '  scopes:',
    '    bot:',
    ...botScopes.flatMap(({ scope, why }) => [`      # ${why}`, `      - ${scope}`]),
    'settings:',
    '  event_subscriptions:',
    `    request_url: ${requests}`,
    '    bot_events:',
    '      # @belay in channels and threads',
    '      - app_mention',
    '      # what waits for you, what is under way, and a button to start',
    '      - app_home_opened',
    '  interactivity:',
    '    is_enabled: true',
    `    request_url: ${requests}`,
    '    # versions to choose from while a rollout is started',
    `    message_menu_options_url: ${requests}`,
    '  org_deploy_enabled: false',
    '  socket_mode_enabled: false',
    '  token_rotation_enabled: false',
  ].join('\n')}\n`;
}

function features(specs: readonly CommandSpec[]): readonly string[] {
  const prepare = specs.find(({ name }) => name === 'prepare');
  return [
    'app_home:',
    '  home_tab_enabled: true',
    '  # approvers are asked by direct message; what they write there is not read',
    '  messages_tab_enabled: true',
    '  messages_tab_read_only_enabled: true',
    'bot_user:',
    '  display_name: Belay',
    '  always_online: true',
    'slash_commands:',
    ...slashCommand(
      '/belay',
      'Everything Belay can do; deploy alone opens a form.',
      [...specs.map(({ name }) => name), 'help'].join(' | '),
    ),
    ...(prepare === undefined ? [] : slashCommand('/deploy-prepare', prepare.summary, usageOf(prepare))),
  ];
}

/** What follows the name. */
function usageOf(spec: CommandSpec): string {
  return usageLine({ ...spec, name: '' }).trim();
}

function slashCommand(command: string, description: string, hint: string): readonly string[] {
  return [
    `  - command: ${command}`,
    `    description: ${JSON.stringify(description)}`,
    `    usage_hint: ${JSON.stringify(hint.slice(0, longestHint))}`,
    `    url: ${requests}`,
    '    should_escape: false',
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
