import { App, Octokit } from 'octokit';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { Millis } from '../../../core/time.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import { translated } from './translate.ts';

export interface ClientOptions {
  readonly app: string;
  readonly privateKey: string;
  /** Null for GitHub's own. */
  readonly apiUrl: string | null;
  /** An answer is waited for no longer. */
  readonly timeout?: Millis;
}

const patience: Millis = 10_000;

const Installation = z.object({ id: z.number().int() });

/** Where the API is, when nobody says otherwise. */
export const githubApi = 'https://api.github.com';

/**
 * The official client without its own repetitions: what was not taken is said again by the deliver job, which keeps
 * it in the store. The key stays in here.
 */
export function openGithub({ app: id, privateKey, apiUrl, timeout = patience }: ClientOptions): GithubCalls {
  const app = openApp({ app: id, privateKey, apiUrl, timeout });
  const installed = new Map<string, Promise<Octokit>>();
  const installation = (owner: string, repo: string) => {
    const name = `${owner}/${repo}`.toLowerCase();
    const known = installed.get(name);
    if (known !== undefined) return known;
    const asked = openInstallation(app, owner, repo);
    installed.set(name, asked);
    // Whoever comes next asks again: GitHub may only have been away for a moment.
    asked.catch(() => installed.get(name) === asked && installed.delete(name));
    return asked;
  };
  return {
    appId: Number(id),
    asApp: (doing, work) => told(doing, () => work(app.octokit)),
    inRepository: (repository, doing, work) =>
      told(doing, async () => {
        const [owner = '', repo = ''] = repository.split('/');
        try {
          const octokit = await installation(owner, repo);
          return await withFreshToken(octokit, () => work({ octokit, owner, repo }));
        } catch (error) {
          // The App may have been installed anew since.
          if (isRefusal(error)) installed.delete(`${owner}/${repo}`.toLowerCase());
          throw error;
        }
      }),
  };
}

function openApp({ app, privateKey, apiUrl, timeout }: Required<ClientOptions>) {
  const Client = Octokit.defaults({
    baseUrl: (apiUrl ?? githubApi).replace(/\/$/, ''),
    userAgent: 'belay',
    retry: { enabled: false },
    throttle: { enabled: false },
    log: silent,
    request: {
      fetch: (input: string | URL | Request, init?: RequestInit) =>
        fetch(input, { ...init, signal: AbortSignal.timeout(timeout) }),
    },
  });
  return new App({ appId: app, privateKey, Octokit: Client, log: silent });
}

/** Failures are told by whoever asked; the client's own lines would only repeat them. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function openInstallation(
  app: ReturnType<typeof openApp>,
  owner: string,
  repo: string,
): Promise<Octokit> {
  const { data } = await app.octokit.rest.apps.getRepoInstallation({ owner, repo });
  return app.getInstallationOctokit(Installation.parse(data).id);
}

/** A token that was taken back before its hour is over is replaced once; whatever was asked has not been done then. */
async function withFreshToken<T>(octokit: Octokit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error, [401])) throw error;
    await octokit.auth({ type: 'installation', refresh: true });
    return work();
  }
}

function isRefusal(error: unknown, statuses = [401, 403, 404]): boolean {
  return error instanceof Error && 'status' in error && statuses.includes(Number(error.status));
}

async function told<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? error : translated(error, doing);
  }
}
