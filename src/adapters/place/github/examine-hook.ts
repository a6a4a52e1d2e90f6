import { z } from 'zod';
import type { Finding } from '../../../ports/examine.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import { finder } from './finding.ts';

interface ExaminedHook {
  readonly name: string;
  readonly publicUrl: string | null;
}

const Config = z.object({
  url: z.string().nullish(),
  content_type: z.string().nullish(),
  secret: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).nullish(),
});
type Config = z.infer<typeof Config>;

const Deliveries = z.array(z.object({ status: z.string(), status_code: z.number(), event: z.string() }));

const looksBack = 30;

/** Where GitHub sends events to, and whether they arrive. */
export async function examineHook(client: GithubCalls, examined: ExaminedHook): Promise<readonly Finding[]> {
  const find = finder(`GitHub, place ${examined.name}: webhook`);
  try {
    const config = await client.asApp('to say where its webhook goes', async (app) =>
      Config.parse((await app.rest.apps.getWebhookConfigForApp()).data),
    );
    const wrong = [...wrongIn(config, examined)];
    if (wrong.length > 0) return wrong.map(find.error);
    return [...doubtsAbout(config, examined).map(find.warning), await examineDeliveries(client, find)];
  } catch (error) {
    return [find.failed(error)];
  }
}

/** What keeps every command from arriving. */
function wrongIn(
  { url, content_type, secret }: Config,
  { name, publicUrl }: ExaminedHook,
): readonly string[] {
  const path = `/places/${name}`;
  const wanted = `${publicUrl ?? 'https://YOUR-HOST'}${path}`;
  if (url == null || url === '')
    return [
      `The App has no webhook address, so no comment arrives. Set “Webhook URL” of the App to ${wanted} and tick “Active”.`,
    ];
  const found = [];
  if (!isAt(url, path))
    found.push(
      `The webhook of the App goes to ${url}, where this place does not listen. Set “Webhook URL” of the App to ${wanted}.`,
    );
  if (content_type !== 'json')
    found.push(
      'The webhook of the App is sent as a form, which Belay does not read. Choose the content type application/json.',
    );
  if (secret == null || secret === '')
    found.push(
      'The webhook of the App has no secret, so Belay refuses everything that arrives. Set “Webhook secret” of the App to the value of `webhook_secret`.',
    );
  return found;
}

function isAt(url: string, path: string): boolean {
  return URL.canParse(url) && new URL(url).pathname.endsWith(path);
}

function doubtsAbout({ url, insecure_ssl }: Config, { name, publicUrl }: ExaminedHook): readonly string[] {
  const found = [];
  if (publicUrl !== null && url !== `${publicUrl}/places/${name}`)
    found.push(
      `The webhook of the App goes to ${url}, and BELAY_PUBLIC_URL says that Belay is at ${publicUrl}. Make sure that both lead to the same Belay.`,
    );
  if (String(insecure_ssl ?? '0') !== '0')
    found.push(
      'The webhook of the App does not verify the certificate of this server. Enable SSL verification in the App.',
    );
  return found;
}

async function examineDeliveries(client: GithubCalls, find: ReturnType<typeof finder>): Promise<Finding> {
  const deliveries = await client.asApp('to list what it delivered', async (app) =>
    Deliveries.parse((await app.rest.apps.listWebhookDeliveries({ per_page: looksBack })).data),
  );
  const [last] = deliveries;
  if (last === undefined)
    return find.ok('Its webhook is set; GitHub has delivered nothing in the last three days.');
  const failed = deliveries.filter(({ status_code: code }) => code < 200 || code >= 400);
  if (failed.length === 0)
    return find.ok(`Its webhook is set, and the last ${deliveries.length} deliveries arrived.`);
  const [newest = last] = failed;
  const sentence = `${failed.length} of the last ${deliveries.length} deliveries did not arrive, the newest of them ${newest.event} with “${newest.status}” (${newest.status_code}). ${reason(newest.status_code)}`;
  return newest === last ? find.error(sentence) : find.warning(`${sentence} What came last has arrived.`);
}

function reason(code: number): string {
  if (code === 401 || code === 400)
    return 'The secret of the webhook is probably not the one in `webhook_secret`.';
  if (code === 404)
    return 'Something answers there, and it is no place of a Belay that runs: is the bot of this belay.yml running there?';
  return 'GitHub must reach this server from outside: look at address, firewall and certificate. Belay fetches what was lost when it starts.';
}
