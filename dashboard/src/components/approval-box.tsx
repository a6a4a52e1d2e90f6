import type { Card } from '../../../src/core/card/card.ts';
import type { Instant } from '../../../src/core/time.ts';
import { ago, until } from '../format.ts';
import { placed } from '../placed.ts';
import { Moment } from './moment.tsx';

type Approval = NonNullable<Card['approval']>;

export function ApprovalBox({ approval, now }: { approval: Approval; now: Instant }) {
  const { needed, given, roles, eligible, expiresAt, reason } = approval;
  return (
    <section class="approval" aria-label="Approval">
      <p class="approval-head">
        <b>
          {given.length} of {needed} {needed === 1 ? 'approval' : 'approvals'}
        </b>
        <span class="pips" aria-hidden="true">
          {placed(Array.from({ length: needed }, (_, place) => place < given.length)).map(({ key, item }) => (
            <i key={key} data-given={item} />
          ))}
        </span>
        <span class="approval-end">
          <Moment at={expiresAt} text={expiresAt > now ? `expires ${until(expiresAt, now)}` : 'expired'} />
        </span>
      </p>
      <p>{reason}</p>
      <p class="faint">
        Still may approve:{' '}
        {eligible.length === 0 ? roles.join(', ') : eligible.map(({ name }) => name).join(', ')}
        {given.map(({ person, at }) => (
          <span key={person}>
            {' · '}
            <b>{person}</b> approved <Moment at={at} text={ago(at, now)} />
          </span>
        ))}
      </p>
    </section>
  );
}
