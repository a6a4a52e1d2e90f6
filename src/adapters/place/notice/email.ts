import { createHash } from 'node:crypto';
import { plainLine } from '../../../core/prose.ts';
import type { Log } from '../../../ports/log.ts';
import { noticePage } from '../../../render/html/notice-page.ts';
import type { SendNotice } from './notice-place.ts';
import { type MailAccount, overSmtp } from './smtp.ts';

export interface MailPlace extends MailAccount {
  readonly from: string;
  readonly to: readonly string[];
  readonly log: Log;
}

/**
 * Sends notices over SMTP. A server that took a message and died before it said so is told again: the same Message-ID
 * lets mailboxes know it, and no more can be done.
 */
export function sendMail(place: MailPlace): SendNotice {
  const { name, from, to, log } = place;
  return async (key, { subject, body }) => {
    const sent = await overSmtp(place, (transport) =>
      transport.sendMail({
        from,
        to: addressee(to),
        envelope: { from, to: [...to] },
        subject: plainLine(subject),
        text: body,
        html: noticePage(subject, body),
        messageId: messageIdOf(key, from),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    );
    const { rejected } = sent;
    if (rejected.length > 0) {
      log.warn({ place: name, rejected }, 'a mail server did not take every recipient of a notice');
    }
  };
}

/** Several customers do not learn of each other. */
function addressee(to: readonly string[]): string {
  const [only = ''] = to;
  return to.length === 1 ? only : 'undisclosed-recipients:;';
}

function messageIdOf(key: string, from: string): string {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 40);
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}
