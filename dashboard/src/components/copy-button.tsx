import { useState } from 'preact/hooks';

const shownFor = 2000;

export function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  async function copy() {
    setState((await write(text)) ? 'copied' : 'refused');
    setTimeout(() => setState('idle'), shownFor);
  }
  return (
    <button type="button" class="copy" onClick={copy} aria-live="polite" aria-label={`Copy ${text}`}>
      {state === 'idle' ? 'Copy' : state === 'copied' ? 'Copied' : 'Select it'}
    </button>
  );
}

/** Browsers give the clipboard to secure origins only. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
