import type { Me } from '../wire.ts';

const example = 'deploy shop v2';

/** Before the first rollout: how to begin. */
export function EmptyState({ me, onType }: { me: Me; onType: (text: string) => void }) {
  return (
    <section class="empty">
      <h1>Nothing is being released</h1>
      <p>
        Say what to release in the command line. Belay moves a little traffic to the new version, compares it
        with the old one, and goes on or takes everything back.
      </p>
      <p>
        <button class="button primary" type="button" onClick={() => onType(example)}>
          Type <code>{example}</code>
        </button>
      </p>
      <dl class="empty-more">
        <dt>
          <code>help</code>
        </dt>
        <dd>lists every command</dd>
        <dt>
          <code>status</code>
        </dt>
        <dd>shows what is live</dd>
      </dl>
      {me.environments.length === 0 ? null : <p class="faint">Environments: {me.environments.join(', ')}</p>}
    </section>
  );
}
