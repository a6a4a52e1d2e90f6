import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Account, Comment, Pull, Release, Repository } from './repository.ts';
import { pullJson, repositoryJson } from './repository-json.ts';
import { accountJson, iso } from './routing.ts';

/** A payload of GitHub's, of which the double replaces what a test is about. */
export type Payload = Record<string, unknown>;

const Examples = z.array(
  z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }),
);
let known: z.infer<typeof Examples> | undefined;

/** Collected from GitHub by octokit. */
function examples(): z.infer<typeof Examples> {
  const require = createRequire(import.meta.url);
  known ??= Examples.parse(require('@octokit/webhooks-examples'));
  return known;
}

/** A real payload of that event and action, as GitHub once sent it. */
export function example(event: string, action: string): Payload {
  const definition = examples().find(({ name }) => name === event);
  const found = definition?.examples.find((one) => one.action === action);
  if (found === undefined) throw new Error(`there is no example of ${event}.${action}`);
  return structuredClone(found);
}

/** A payload with what every delivery of the app has. */
function from(event: string, action: string, repository: Repository, sender: Account): Payload {
  const payload = example(event, action);
  const { installation } = repository;
  return {
    ...payload,
    repository: replaced(payload['repository'], repositoryJson(repository)),
    sender: replaced(payload['sender'], accountJson(sender)),
    ...(installation === null ? {} : { installation: { id: installation.id, node_id: 'MDIz' } }),
  };
}

export function commentPayload(
  repository: Repository,
  comment: Comment,
  action: 'created' | 'edited' | 'deleted' = 'created',
): Payload {
  const payload = from('issue_comment', action, repository, comment.author);
  const pull = repository.pulls.get(comment.issue);
  const issue = repository.issues.get(comment.issue);
  const about = {
    number: comment.issue,
    title: pull?.title ?? issue?.title,
    user: accountJson(pull?.author ?? issue?.author ?? comment.author),
    state: pull?.state ?? issue?.state,
    ...(pull === undefined ? {} : { pull_request: pullLinks(repository, pull) }),
  };
  return {
    ...payload,
    issue: replaced(payload['issue'], about),
    comment: replaced(payload['comment'], {
      id: comment.id,
      user: accountJson(comment.author),
      body: comment.body,
      created_at: iso(comment.createdAt),
      updated_at: iso(comment.updatedAt),
      author_association: 'CONTRIBUTOR',
    }),
  };
}

/** `closed`, merged or not, as the pull request is now. */
export function closedPullPayload(repository: Repository, pull: Pull, sender: Account): Payload {
  const payload = from('pull_request', 'closed', repository, sender);
  const closedAt =
    pull.mergedAt === null ? {} : { closed_at: iso(pull.mergedAt), updated_at: iso(pull.mergedAt) };
  return {
    ...payload,
    number: pull.number,
    pull_request: replaced(payload['pull_request'], { ...pullJson(repository, pull), ...closedAt }),
  };
}

export function releasePayload(
  repository: Repository,
  release: Release,
  { by, at }: { readonly by: Account; readonly at: number },
): Payload {
  const payload = from('release', 'published', repository, by);
  return {
    ...payload,
    release: replaced(payload['release'], {
      id: release.id,
      tag_name: release.tag,
      name: release.name,
      author: accountJson(by),
      published_at: iso(at),
    }),
  };
}

/** A workflow's job waits for an environment. No example of it exists: made from that of `deployment.created`. */
export function protectionPayload(
  repository: Repository,
  asked: {
    readonly run: number;
    readonly environment: string;
    readonly sha: string;
    readonly ref: string;
    readonly deployment: number;
    readonly sender: Account;
    readonly at: number;
    /** Where the answer goes. */
    readonly api: string;
  },
): Payload {
  const { workflow, workflow_run, ...payload } = from('deployment', 'created', repository, asked.sender);
  const { environment, sha, ref, at } = asked;
  return {
    ...payload,
    action: 'requested',
    environment,
    event: 'push',
    sha,
    ref: `refs/heads/${ref}`,
    deployment_callback_url: `${asked.api}/repos/${repository.fullName}/actions/runs/${asked.run}/deployment_protection_rule`,
    deployment: replaced(payload['deployment'], {
      id: asked.deployment,
      sha,
      ref,
      environment,
      original_environment: environment,
      created_at: iso(at),
      updated_at: iso(at),
    }),
    pull_requests: [],
  };
}

function pullLinks({ fullName }: Repository, { number, mergedAt }: Pull) {
  const url = `https://api.github.com/repos/${fullName}/pulls/${number}`;
  return { url, html_url: url, merged_at: mergedAt === null ? null : iso(mergedAt) };
}

function replaced(old: unknown, fields: object): Payload {
  return { ...(typeof old === 'object' ? old : {}), ...fields };
}
