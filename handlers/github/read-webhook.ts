import type { z } from 'zod';
import type { Config, GithubPlace, Trigger } from '../../src/config/config.ts';
import type { Instant } from '../../src/core/time.ts';
import { findMention } from './find-mention.ts';
import type { Account, Heard, HeardOf } from './heard.ts';
import { CommentCreated, Envelope, ProtectionRequested, PullClosed, ReleasePublished } from './payloads.ts';
import { ignored, isOld, type Read, refused, tooOld, unreadable } from './read.ts';

export interface ReadRules {
  readonly place: Pick<GithubPlace, 'repositories' | 'mentions'>;
  readonly config: Pick<Config, 'repositories' | 'triggers'>;
  readonly now: Instant;
}

type Repository = Heard['repository'];

/** What a webhook that is certainly GitHub's says to Belay. @param event as its header names it */
export function readWebhook(event: string, payload: unknown, rules: ReadRules): Read {
  const envelope = Envelope.safeParse(payload);
  if (!envelope.success) return unreadable(event);
  if (event === 'ping') return ignored('Belay hears you.');
  const read = readers[`${event}.${envelope.data.action}`];
  if (read === undefined) return ignored(`Belay does nothing about ${event}.`);
  const repository = knownRepository(envelope.data.repository, rules);
  if (repository === null) {
    const name = envelope.data.repository?.full_name ?? 'That repository';
    return refused(403, `${name} does not stand under this place in belay.yml. Nothing was done.`);
  }
  return read(payload, repository, rules);
}

const readers: Readonly<
  Record<string, (payload: unknown, repository: Repository, rules: ReadRules) => Read>
> = {
  'issue_comment.created': readComment,
  'pull_request.closed': readMerge,
  'release.published': readRelease,
  'deployment_protection_rule.requested': readProtection,
};

/** What Belay looks at, of all that an App may be sent. */
export const heardEvents: readonly string[] = Object.keys(readers);

function readComment(payload: unknown, repository: Repository, { place, now }: ReadRules): Read {
  const parsed = CommentCreated.safeParse(payload);
  if (!parsed.success) return unreadable('issue_comment');
  const { comment, issue, sender } = parsed.data;
  const { user } = comment;
  if (user === null || isMachine(user) || isMachine(sender) || comment.performed_via_github_app != null) {
    return ignored('Belay listens to people, not to other programs.');
  }
  if (user.id !== sender.id) return ignored('Somebody else created that comment.');
  const mention = findMention(comment.body ?? '', ['belay', ...place.mentions]);
  if (mention === null) return ignored('Nothing in that comment is said to Belay.');
  if (isOld(comment.created_at, now)) return tooOld('comment');
  return heardOnce(`comment/${comment.id}/created`, {
    kind: 'comment',
    repository,
    number: issue.number,
    isPull: issue.pull_request != null,
    comment: comment.id,
    at: comment.created_at,
    by: { id: user.id, login: user.login },
    ...mention,
  });
}

function readMerge(payload: unknown, repository: Repository, rules: ReadRules): Read {
  const parsed = PullClosed.safeParse(payload);
  if (!parsed.success) return unreadable('pull_request');
  const { id, number, merged, merged_at, merge_commit_sha, merged_by, base } = parsed.data.pull_request;
  if (!merged || merged_at === null || merge_commit_sha === null) return ignored('It was not merged.');
  const slots = triggered(rules, repository, (one) => one.on === 'merge' && one.branch === base.ref);
  if (slots.length === 0) return ignored(`Nothing starts by a merge into ${base.ref}.`);
  if (isOld(merged_at, rules.now)) return tooOld('merge');
  const merge = { repository, pull: number, branch: base.ref, commit: merge_commit_sha, at: merged_at };
  const by = merged_by === null ? null : accountOf(merged_by);
  return forSlots(`merge/${id}/${merge_commit_sha}`, slots, (slot) => ({
    kind: 'merge',
    ...merge,
    by,
    slot,
  }));
}

function readRelease(payload: unknown, repository: Repository, rules: ReadRules): Read {
  const parsed = ReleasePublished.safeParse(payload);
  if (!parsed.success) return unreadable('release');
  const { release, sender } = parsed.data;
  const at = release.published_at;
  if (release.draft || release.prerelease || at === null) return ignored('It is a draft or a pre-release.');
  const slots = triggered(rules, repository, (one) => one.on === 'release');
  if (slots.length === 0) return ignored('Nothing starts by a release.');
  if (isOld(at, rules.now)) return tooOld('release');
  const by = accountOf(sender);
  const wish = { repository, tag: release.tag_name, at, by };
  return forSlots(`release/${release.id}/${at}`, slots, (slot) => ({ kind: 'release', ...wish, slot }));
}

function readProtection(payload: unknown, repository: Repository, { now }: ReadRules): Read {
  const parsed = ProtectionRequested.safeParse(payload);
  if (!parsed.success) return unreadable('deployment_protection_rule');
  const { environment, deployment, deployment_callback_url } = parsed.data;
  const [, run] =
    /\/actions\/runs\/([1-9]\d{0,15})\/deployment_protection_rule$/.exec(deployment_callback_url) ?? [];
  if (run === undefined || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(deployment.sha)) {
    return unreadable('deployment_protection_rule');
  }
  if (isOld(deployment.created_at, now)) return tooOld('deployment');
  return heardOnce(`protection/${deployment.id}/${run}/${environment}`, {
    kind: 'protection',
    repository,
    environment,
    run: Number(run),
    deployment: deployment.id,
    commit: deployment.sha,
    ref: deployment.ref,
    at: deployment.created_at,
  });
}

/** Names of GitHub do not mind capitals. */
function knownRepository(
  found: z.infer<typeof Envelope>['repository'],
  { place }: ReadRules,
): Repository | null {
  const wanted = found?.full_name.toLowerCase();
  const name = place.repositories.find((one) => one.toLowerCase() === wanted);
  return found === undefined || name === undefined ? null : { id: found.id, name };
}

function triggered(
  { config }: ReadRules,
  { name }: Repository,
  matches: (trigger: Trigger) => boolean,
): readonly Trigger[] {
  const here = (trigger: Trigger) =>
    config.repositories[trigger.service]?.toLowerCase() === name.toLowerCase();
  return config.triggers.filter((trigger) => matches(trigger) && here(trigger));
}

/** Each is worked by itself, so that one that is refused keeps no other from starting. */
function forSlots(
  key: string,
  slots: readonly Trigger[],
  heard: (slot: HeardOf<'merge'>['slot']) => Heard,
): Read {
  const all = slots.map(({ service, environment }) => ({
    key: `${key}/${service}/${environment}`,
    heard: heard({ service, environment }),
  }));
  return { kind: 'heard', all };
}

function heardOnce(key: string, heard: Heard): Read {
  return { kind: 'heard', all: [{ key, heard }] };
}

function accountOf({ id, login }: Account): Account {
  return { id, login };
}

function isMachine({ type }: { readonly type: string }): boolean {
  return type !== 'User';
}
