import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { commands } from '../../commands/registry.ts';
import { slackManifest } from '../../scripts/slack-manifest.ts';
import { botScopes } from '../../src/render/slack/scopes.ts';

/** Lengths as Slack's reference of manifests has them. */
const Manifest = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.literal(true) }).loose(),
    bot_user: z.object({ display_name: z.string().max(80) }).loose(),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().max(32),
          description: z.string().max(2000),
          usage_hint: z.string().min(1).max(1000),
          url: z.url(),
          should_escape: z.literal(false),
        }),
      )
      .max(50),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z
    .object({
      event_subscriptions: z.object({ request_url: z.url(), bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.literal(true), message_menu_options_url: z.url() }).loose(),
      socket_mode_enabled: z.literal(false),
    })
    .loose(),
});

const text = slackManifest(commands.map(({ spec }) => spec));

test('the manifest is what Slack takes: the two commands, the two events, and no scope but those that are used', () => {
  const manifest = Manifest.parse(parse(text));
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([
    '/belay',
    '/deploy-prepare',
  ]);
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_mention', 'app_home_opened']);
  expect(manifest.oauth_config.scopes.bot).toEqual(botScopes.map(({ scope }) => scope));
});

test('it names every command, and a reason before every scope', () => {
  for (const { spec } of commands) expect(text).toContain(spec.name);
  const lines = text.split('\n');
  for (const { scope, why } of botScopes) {
    expect(lines[lines.indexOf(`      - ${scope}`) - 1]).toBe(`      # ${why}`);
  }
});
