import { z } from 'zod';

/** The parts of GitHub's webhooks that Belay reads; https://docs.github.com/webhooks/webhook-events-and-payloads. */
const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const User = z.object({ id: z.number().int(), login: z.string(), type: z.string() });

export const Envelope = z.object({
  action: z.string().optional(),
  repository: z.object({ id: z.number().int(), full_name: z.string() }).optional(),
});

export const CommentCreated = z.object({
  action: z.literal('created'),
  issue: z.object({ number: z.number().int().positive(), pull_request: z.object({}).nullish() }),
  comment: z.object({
    id: z.number().int(),
    body: z.string().nullable(),
    user: User.nullable(),
    created_at: Time,
    updated_at: Time,
    performed_via_github_app: z.object({}).nullish(),
  }),
  sender: User,
});

export const PullClosed = z.object({
  action: z.literal('closed'),
  pull_request: z.object({
    id: z.number().int(),
    number: z.number().int().positive(),
    merged: z.boolean(),
    merged_at: Time.nullable(),
    merge_commit_sha: z.string().nullable(),
    merged_by: User.nullable(),
    base: z.object({ ref: z.string() }),
  }),
});

export const ReleasePublished = z.object({
  action: z.literal('published'),
  release: z.object({
    id: z.number().int(),
    tag_name: z.string(),
    draft: z.boolean(),
    prerelease: z.boolean(),
    published_at: Time.nullable(),
  }),
  sender: User,
});

export const ProtectionRequested = z.object({
  action: z.literal('requested'),
  environment: z.string().min(1),
  deployment_callback_url: z.string(),
  deployment: z.object({ id: z.number().int(), sha: z.string(), ref: z.string(), created_at: Time }),
});
