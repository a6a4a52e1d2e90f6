import { createServer, type Server } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { z } from 'zod';
import { readyUntilEnded } from './fork-ready.ts';

/** What the libraries alone take: a Bolt app that acknowledges, and webhooks as Probot takes them. Nothing else. */
const { SLACK_TOKEN, SLACK_SIGNING_SECRET, GITHUB_WEBHOOK_SECRET } = z
  .object({ SLACK_TOKEN: z.string(), SLACK_SIGNING_SECRET: z.string(), GITHUB_WEBHOOK_SECRET: z.string() })
  .parse(process.env);

const receiver = new HTTPReceiver({
  signingSecret: SLACK_SIGNING_SECRET,
  endpoints: '/slack',
  logLevel: LogLevel.ERROR,
});
const app = new App({ receiver, authorize: async () => ({ botToken: SLACK_TOKEN }) });
app.command(/.*/, ({ ack }) => ack());
app.action(/.*/, ({ ack }) => ack());

const webhooks = new Webhooks({ secret: GITHUB_WEBHOOK_SECRET });
webhooks.on('issue_comment', () => undefined);
const middleware = createNodeMiddleware(webhooks, { path: '/github' });

const bolt = createServer((request, response) => receiver.requestListener(request, response));
const probot = createServer((request, response) => void middleware(request, response));
const [slack, github] = await Promise.all([bolt, probot].map(listen));
await readyUntilEnded({ slack: `${slack}/slack`, github: `${github}/github` });
process.exit();

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
