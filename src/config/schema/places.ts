import { z } from 'zod';
import { encryptedUrl } from './encrypted-url.ts';
import { duration, listen, text, url } from './leaf.ts';
import { name, reference, references } from './reference.ts';
import { secret } from './secret.ts';

function place<K extends string, S extends z.ZodRawShape>(kind: K, description: string, shape: S) {
  return z.strictObject({ kind: z.literal(kind).describe(description), ...shape });
}

const api = {
  api_url: url().optional().describe('Where its API is, when it is another one than the public one.'),
};

const channelWords =
  'Id of the channel in which cards and their threads live: `C0123ABCD` on Slack, digits in quotes on Discord.';
const tokenWords = 'Bot token; on Slack `xoxb-…`.';
const appWords =
  'Id of the GitHub App, digits in quotes; of a `github-issue` the place of kind `github` whose App opens it, the only one when left out.';

const secretWords = 'Secret that signs the posts.';

const noticeUrl = () =>
  encryptedUrl(
    'What customers are told goes to this address, so it begins with `https://`, or is on this machine.',
  );

const pagerUrl = () =>
  encryptedUrl(
    'What is said to a pager is secret, so its address begins with `https://`, or is on this machine.',
  );

const mailPattern = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;

/** An address alone: names, lists and comments have no place in it, and neither has a line break. */
const mailAddress = () =>
  z
    .string()
    .max(254)
    .regex(mailPattern, { error: 'A mail address is written `name@example.com`, and nothing else.' });

const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, { error: 'A repository is written `owner/name`.' });

const placeKind = z.discriminatedUnion('kind', [
  place('console', "Belay's own web console.", {}),
  place('log', 'The process log: one line per event, for machines.', {}),
  place('slack', 'A Slack channel.', {
    team: text().optional().describe('Id of the workspace, `T0123ABCD`.'),
    channel: text().describe(channelWords),
    token: secret().optional().describe(tokenWords),
    signing_secret: secret().optional().describe('Signing secret for requests over HTTP.'),
    app_token: secret().optional().describe('App token for Socket Mode, `xapp-…`.'),
    ...api,
  }),
  place('discord', 'A Discord channel.', {
    guild: text().optional().describe('Id of the server, in quotes.'),
    channel: text().describe(channelWords),
    token: secret().optional().describe(tokenWords),
    public_key: text().optional().describe('Key that verifies interactions over HTTP.'),
    ...api,
  }),
  place('github', 'Pull requests, issues, deployments and checks on GitHub.', {
    repository: z.union([repository, z.array(repository).min(1)]).describe('owner/name, or several.'),
    app: text().optional().describe(appWords),
    private_key: secret().optional().describe('Private key of the GitHub App.'),
    webhook_secret: secret().optional().describe('Secret that signs webhooks.'),
    mention: z.array(text()).optional().describe('Names that are answered besides `@belay`.'),
    forks: z
      .boolean()
      .optional()
      .describe('Whether commands count on pull requests from forks; false when left out.'),
    ...api,
  }),
  place('github-issue', 'Opens an issue for each request for approval.', {
    repository: repository.describe('owner/name'),
    labels: z.array(text()).optional().describe('Labels of the issue.'),
    app: reference('place').optional().describe(appWords),
  }),
  place('pager', 'A pager that calls whoever is on call.', {
    provider: z
      .enum(['pagerduty', 'webhook'])
      .describe('Which pager; `webhook` is any endpoint of your own.'),
    key: secret()
      .optional()
      .describe('For `pagerduty`: integration (routing) key of the Events API v2 of one of its services.'),
    token: secret()
      .optional()
      .describe('For `pagerduty`: token of its REST API, read-only; needed where schedules are read.'),
    schedule: text()
      .optional()
      .describe('Id of the rotation that is paged, for people to read; the service decides who is called.'),
    url: pagerUrl().optional().describe('For `webhook`: where pages are posted.'),
    secret: secret().optional().describe('For `webhook`: secret that signs the posts.'),
    events_url: pagerUrl()
      .optional()
      .describe('Where its events go when that is another address than `https://events.pagerduty.com`.'),
    api_url: pagerUrl()
      .optional()
      .describe('Where its REST API is when that is another address than `https://api.pagerduty.com`.'),
  }),
  place('status-page', 'A public status page.', {
    provider: z.enum(['statuspage', 'http']).describe('Which status page.'),
    url: url().describe('Where people read it.'),
    token: secret().optional().describe('API token.'),
    page: text().optional().describe('Id of the page, for `statuspage`.'),
    secret: secret().optional().describe('Secret that signs the posts, for `http`.'),
    api_url: noticeUrl()
      .optional()
      .describe('Where notices are posted for `http`; of `statuspage` another address of its API.'),
    components: z.array(text()).optional().describe('Components that are updated, by name or id.'),
    update_every: duration().optional().describe('How often a running incident is refreshed.'),
  }),
  place('email', 'A mailing list or an inbox.', {
    to: z.array(mailAddress()).min(1).describe('Recipients; several do not see each other.'),
    from: mailAddress().optional().describe('Sender.'),
    server: listen().optional().describe('SMTP server, host:port; 465 is TLS, others STARTTLS.'),
    user: text().optional().describe('User of the mail account; `from` when left out.'),
    password: secret().optional().describe('Password of the mail account.'),
  }),
  place('in-app', 'Messages inside your own product, sent by webhook.', {
    url: noticeUrl().optional().describe('Webhook: https, or this machine.'),
    secret: secret().optional().describe(secretWords),
  }),
  place('blog', 'Posts on a blog, sent by webhook.', {
    url: noticeUrl().optional().describe('Webhook: https, or this machine.'),
    secret: secret().optional().describe(secretWords),
  }),
  place('social', 'A social network account.', {
    network: text().describe('Which network.'),
    token: secret().optional().describe('API token.'),
  }),
  place('webhook', 'Any HTTP endpoint, signed.', {
    url: noticeUrl().describe('Where to post: https, or this machine.'),
    secret: secret().optional().describe(secretWords),
  }),
]);

export const places = z
  .record(name(), placeKind)
  .describe('Where Belay speaks and is spoken to; `console` alone when left out.');

export const alerts = z
  .strictObject({
    critical: references('place').optional().describe('Places that hear critical alerts.'),
    warning: references('place').optional().describe('Places that hear warnings.'),
    info: references('place').optional().describe('Places that hear everything else.'),
  })
  .describe('Which places are told, by severity.');
