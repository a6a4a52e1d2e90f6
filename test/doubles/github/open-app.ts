import { App, Octokit } from 'octokit';
import type { GithubDouble } from './start-github.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The official client of the app. Without its own pauses and repetitions, which would only make tests slow. */
export function openApp({ url, state, key }: Pick<GithubDouble, 'url' | 'state' | 'key'>) {
  const Client = Octokit.defaults({
    baseUrl: url,
    throttle: { enabled: false },
    retry: { enabled: false },
    log: silent,
  });
  return new App({ appId: state.appId, privateKey: key.privateKey, Octokit: Client, log: silent });
}

/** The client of the installation in a repository, found as the real one is. */
export async function openInstallation(double: GithubDouble, fullName: string) {
  const app = openApp(double);
  const [owner = '', repo = ''] = fullName.split('/');
  const { data } = await app.octokit.rest.apps.getRepoInstallation({ owner, repo });
  return app.getInstallationOctokit(data.id);
}
