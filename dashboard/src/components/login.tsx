import { useState } from 'preact/hooks';
import type { Answer } from '../api.ts';
import { Mark } from './mark.tsx';

interface Props {
  /** Why the page asks again, when a session has ended. */
  readonly sentence: string | null;
  readonly onSignIn: (token: string) => Promise<Answer<null>>;
}

export function Login({ sentence, onSignIn }: Props) {
  const [token, setToken] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: Event) {
    event.preventDefault();
    if (busy || token.trim() === '') return;
    setBusy(true);
    const answer = await onSignIn(token.trim());
    setBusy(false);
    setTrouble(answer.kind === 'ok' ? null : answer.sentence);
  }

  return (
    <main class="door">
      <section class="door-panel">
        <Mark />
        <h1>Sign in to Belay</h1>
        {sentence === null ? null : <p class="notice">{sentence}</p>}
        <p>In a terminal on the machine where Belay runs, type</p>
        <pre class="door-command">npx belay login</pre>
        <p>and open the link it prints. Belay also prints one when it starts.</p>
        <form onSubmit={submit}>
          <label for="token">Or paste the token</label>
          <div class="field-row">
            <input
              id="token"
              type="password"
              autocomplete="off"
              spellcheck={false}
              value={token}
              onInput={(event) => setToken(event.currentTarget.value)}
              aria-invalid={trouble !== null}
              aria-describedby="token-trouble"
            />
            <button class="button primary" type="submit" disabled={busy || token.trim() === ''}>
              {busy ? 'Signing in…' : 'Sign in'}
            </button>
          </div>
          <p id="token-trouble" class="trouble" role="alert">
            {trouble}
          </p>
        </form>
      </section>
    </main>
  );
}
