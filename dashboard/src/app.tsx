import type { Api } from './api.ts';
import type { Clock } from './clock.ts';
import { Login } from './components/login.tsx';
import { Unreachable } from './components/unreachable.tsx';
import { Workspace } from './components/workspace.tsx';
import { useConsole } from './store/use-console.ts';

export function App({ api, clock }: { api: Api; clock: Clock }) {
  const console = useConsole(api, clock);
  const { session } = console.state;
  switch (session.kind) {
    case 'unknown':
      return <div class="blank" aria-busy="true" />;
    case 'unreachable':
      return <Unreachable sentence={session.sentence} onRetry={console.retrySession} />;
    case 'signed-out':
      return <Login sentence={session.sentence} onSignIn={console.signIn} />;
    case 'signed-in':
      return <Workspace api={api} clock={clock} console={console} me={session.me} />;
  }
}
