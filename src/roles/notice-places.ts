import { sendMail } from '../adapters/place/notice/email.ts';
import { examineMail, examinePost, examineStatuspage } from '../adapters/place/notice/examine.ts';
import { noticePlace, type SendNotice } from '../adapters/place/notice/notice-place.ts';
import { signedPost } from '../adapters/place/notice/signed-post.ts';
import { sendToStatuspage } from '../adapters/place/notice/statuspage.ts';
import type { EmailPlace, NoticePlace } from '../config/config.ts';
import type { Instant } from '../core/time.ts';
import type { Finding } from '../ports/examine.ts';
import type { Log } from '../ports/log.ts';
import type { Place } from '../ports/place.ts';
import type { SecretOf } from './secrets.ts';

export interface NoticeParts {
  readonly secretOf: SecretOf;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** @throws Failure secret-missing */
export function openNoticePlace(place: NoticePlace, parts: NoticeParts): Place {
  return noticePlace(place.name, senderOf(place, parts));
}

function senderOf(place: NoticePlace, { secretOf, clock, log }: NoticeParts): SendNotice {
  const { name, kind } = place;
  switch (kind) {
    case 'webhook':
    case 'in-app':
    case 'blog':
      return signedPost({
        name,
        kind,
        url: place.url,
        secret: secretOf(place.secret),
        components: null,
        clock,
      });
    case 'email':
      return sendMail({ ...accountOf(place, secretOf), from: place.from, to: place.to, log });
    case 'status-page': {
      const { provider, components } = place;
      if (provider.kind === 'http') {
        return signedPost({
          name,
          kind,
          url: provider.url,
          secret: secretOf(provider.secret),
          components,
          clock,
        });
      }
      const { page, token, apiUrl } = provider;
      return sendToStatuspage({ name, page, token: secretOf(token), apiUrl, components, clock, log });
    }
  }
}

function accountOf({ name, host, port, onThisMachine, account }: EmailPlace, secretOf: SecretOf) {
  const auth = account === null ? null : { user: account.user, password: secretOf(account.password) };
  return { name, host, port, onThisMachine, auth };
}

/** Tells customers nothing. @throws Failure secret-missing */
export async function examineNoticePlace(
  place: NoticePlace,
  secretOf: SecretOf,
): Promise<readonly Finding[]> {
  const { name, kind } = place;
  const about = `Place ${name} (${kind})`;
  switch (kind) {
    case 'webhook':
    case 'in-app':
    case 'blog':
      secretOf(place.secret);
      return examinePost(about, name, place.url);
    case 'email':
      return examineMail(about, accountOf(place, secretOf));
    case 'status-page': {
      const { provider, components } = place;
      if (provider.kind === 'http') {
        secretOf(provider.secret);
        return examinePost(about, name, provider.url);
      }
      const { page, token, apiUrl } = provider;
      return examineStatuspage(about, { name, page, token: secretOf(token), apiUrl, components });
    }
  }
}
