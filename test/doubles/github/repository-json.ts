import type { Pull, Repository } from './repository.ts';
import { accountJson, iso } from './routing.ts';

export function repositoryJson({ id, fullName, isPrivate, defaultBranch }: Repository) {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    id,
    name,
    full_name: fullName,
    private: isPrivate,
    default_branch: defaultBranch,
    fork: false,
    html_url: `https://github.com/${fullName}`,
    owner: { id: 1, login: owner, type: 'Organization', site_admin: false },
  };
}

export function pullJson(repository: Repository, pull: Pull) {
  const { head, base } = pull;
  const fork = head.repositoryId !== repository.id;
  return {
    id: 1_000_000 + pull.number,
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: accountJson(pull.author),
    html_url: `https://github.com/${repository.fullName}/pull/${pull.number}`,
    head: {
      ref: head.ref,
      sha: head.sha,
      label: `${head.fullName.split('/')[0]}:${head.ref}`,
      repo: { ...repositoryJson(repository), id: head.repositoryId, full_name: head.fullName, fork },
    },
    base: { ref: base.ref, sha: base.sha, repo: repositoryJson(repository) },
    merged: pull.mergedAt !== null,
    merged_at: pull.mergedAt === null ? null : iso(pull.mergedAt),
    merged_by: pull.mergedBy === null ? null : accountJson(pull.mergedBy),
    // Before the merge it is a test merge that nobody releases.
    merge_commit_sha: pull.mergeCommitSha ?? 'f'.repeat(40),
    updated_at: iso(pull.updatedAt),
    changed_files: pull.files.length,
  };
}
