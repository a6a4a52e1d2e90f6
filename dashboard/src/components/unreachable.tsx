import { useEffect } from 'preact/hooks';
import { Mark } from './mark.tsx';

const retryEvery = 3000;

/** Shown when not even the first question was answered; it keeps asking. */
export function Unreachable({ sentence, onRetry }: { sentence: string; onRetry: () => void }) {
  useEffect(() => {
    const timer = setInterval(onRetry, retryEvery);
    return () => clearInterval(timer);
  }, [onRetry]);
  return (
    <main class="door">
      <section class="door-panel" role="status">
        <Mark />
        <h1>Belay is out of reach</h1>
        <p>{sentence}</p>
        <button class="button" type="button" onClick={onRetry}>
          Try now
        </button>
      </section>
    </main>
  );
}
