import { Failure } from '../../../core/failure.ts';
import type { PlaceName } from '../../../core/ids.ts';
import { counted } from '../../../core/prose.ts';
import type { Finding } from '../../../ports/examine.ts';

import { answerOf } from './request.ts';
import { type MailAccount, verifyAccount } from './smtp.ts';
import { type StatuspageAccess, statuspageApi } from './statuspage-api.ts';

/** Looks whether a server is there; a notice that only tries would reach customers. Never throws. */
export function examinePost(about: string, place: PlaceName, url: string): Promise<readonly Finding[]> {
  return finding(about, async () => {
    const { status, response } = await answerOf({ place, method: 'HEAD', url, headers: {}, body: null });
    await response.body?.cancel();
    return `Its server answers (status ${status}); whether it takes the signature shows with a notice.`;
  });
}

/** Looks whether the mail server takes the account; sends nothing. Never throws. */
export function examineMail(about: string, account: MailAccount): Promise<readonly Finding[]> {
  return finding(about, async () => {
    await verifyAccount(account);
    return 'The mail server answers and takes the account; nothing was sent.';
  });
}

/** Looks at the token, the page and its components; says nothing there. Never throws. */
export function examineStatuspage(about: string, access: StatuspageAccess): Promise<readonly Finding[]> {
  return finding(about, async () => {
    const api = statuspageApi(access);
    await api.incidents();
    const components = await api.components();
    return `The token is taken, and the page has what belay.yml names: ${counted(components.length, 'component')}.`;
  });
}

async function finding(about: string, look: () => Promise<string>): Promise<readonly Finding[]> {
  try {
    return [{ about, state: 'ok', sentence: await look() }];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ about, state: 'error', sentence: error.message }];
  }
}
