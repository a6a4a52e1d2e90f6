import type { Octokit } from 'octokit';

/** A call in a repository, with the rights of the App's installation there. */
export interface RepositoryCall {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
}

/** GitHub as one App sees it. What goes wrong is a Failure place-busy, place-unreachable or place-refused. */
export interface GithubCalls {
  readonly appId: number;
  /** With the App's own rights: what it is, where it is installed, its webhook. @param doing `to read …` */
  asApp<T>(doing: string, work: (octokit: Octokit) => Promise<T>): Promise<T>;
  /** @param repository `owner/name` @param doing `to comment in acme/shop#12` */
  inRepository<T>(repository: string, doing: string, work: (call: RepositoryCall) => Promise<T>): Promise<T>;
}
